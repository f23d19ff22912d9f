"""The client's pages, from the practice's first page to a changed appointment."""
