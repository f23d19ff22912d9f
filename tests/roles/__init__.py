"""Who may open what: every endpoint with every kind of visitor."""
