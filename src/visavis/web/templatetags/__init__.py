"""What templates may say: `look` (components), `times` (zones and moments), `placing` (time grids)."""
