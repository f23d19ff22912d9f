"""One file for each bar; what they share stands in `support/`."""
