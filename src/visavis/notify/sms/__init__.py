"""Text messages: `gateways.py` lists the gateways, one module each."""
