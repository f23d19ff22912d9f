"""A real LiveKit server for tests, people who join its rooms, and what stands between it and us."""
