"""The practice's own settings: its name, how to reach it, its languages and policies."""
