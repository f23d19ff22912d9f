"""What staff read about messages: the ledger's lines and delivery problems."""
