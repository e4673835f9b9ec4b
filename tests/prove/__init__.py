"""What `make prove` shows."""
