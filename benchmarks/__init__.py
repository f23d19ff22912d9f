"""One file for each bar; shared code is in `support/`."""
