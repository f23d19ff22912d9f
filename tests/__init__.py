"""Tests that belong to no single feature, and the personas that all tests share."""
