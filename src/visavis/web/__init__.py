"""The shared look: base pages, design tokens, components, the words for times and zones, and translation."""
