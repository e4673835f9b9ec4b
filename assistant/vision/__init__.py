"""What pictures say."""
