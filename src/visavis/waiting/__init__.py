"""The waiting room: who is here, since when, and who lets them in."""
