"""The room's pages and what they say to the server."""
