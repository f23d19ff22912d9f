"""Vis-à-vis: one-on-one video consultations, from choosing a time to the session being over."""
