"""The page both people sit in. It composes waiting and calls and owns no rules."""
