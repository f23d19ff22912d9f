"""Content: what each message says, by kind, addressee and channel."""
