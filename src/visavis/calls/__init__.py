"""The call: grants to join, signalling, presence facts and the outcome."""
