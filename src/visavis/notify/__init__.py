"""Channels that carry a message out of the house, and nothing about what it says."""
