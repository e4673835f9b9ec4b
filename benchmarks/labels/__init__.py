"""Nutrition labels of products that do not exist: drawn, photographed, and with the truth about them."""
