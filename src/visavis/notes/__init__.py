"""What remains of a consultation in words: a private note, a summary for the client, and their answer."""
