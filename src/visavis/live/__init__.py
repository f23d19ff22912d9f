"""Live events: rows with per-stream ids that browsers read from where they stopped."""
