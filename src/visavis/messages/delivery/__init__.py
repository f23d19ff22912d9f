"""Delivery: the ledger as a queue, the worker that empties it, and the workers' heartbeats."""
