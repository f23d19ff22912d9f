"""Every message that leaves the house: the plan, the words, and the ledger, which is its own queue."""
