"""The desk's forms: they read and check what was typed; services do the rest."""
