"""People: users and their roles, specialists, clients, sign-in and personal links."""
