"""Planning: which message is due when, and what each fact of an appointment adds or stops."""
