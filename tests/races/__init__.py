"""Races between real processes over one specialist's time."""
