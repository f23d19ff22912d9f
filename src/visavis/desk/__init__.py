"""The pages of specialists and reception: day, week, queue, settings. Without rules of its own."""
