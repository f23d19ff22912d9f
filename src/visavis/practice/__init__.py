"""The practice's settings: its name, how to reach it, its languages and policies."""
