"""The weights: what there is, where it comes from, and what is on this machine."""
