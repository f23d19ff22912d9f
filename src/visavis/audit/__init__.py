"""The audit: who saw or changed what. Append-only."""
