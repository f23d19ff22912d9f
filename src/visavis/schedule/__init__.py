"""Stage 1: when a specialist works. Services, weekly hours, overrides, time off."""
