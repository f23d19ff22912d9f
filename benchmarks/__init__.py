"""One file for each bar that the product sets itself, and what they share."""
