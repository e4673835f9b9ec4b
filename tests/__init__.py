"""What Earsight's tests share."""
