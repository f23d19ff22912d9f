"""The demo's outbox, in the browser. Its rows are notify's; its pages need what notify may not know."""
