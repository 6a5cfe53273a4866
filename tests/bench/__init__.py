"""`make bench`: what the product costs, side by side with a floor of the same run on the same machine."""
