"""One topic per module; knows nothing of the product."""
