"""`visavis demo`: a practice that looks like one, on real parts, with one command and no configuration."""
