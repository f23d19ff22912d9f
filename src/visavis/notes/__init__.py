"""The private note, the summary for the client, and the client's answer about the connection."""
