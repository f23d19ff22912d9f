"""Template tags: `components`, `times` (zones and moments), `grid_positions` (time grids)."""
