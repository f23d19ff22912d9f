"""The path walked in real browsers, stage by stage."""
