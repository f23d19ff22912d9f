"""Every message that is sent: planning, content, delivery, and the ledger, which is its own queue."""
