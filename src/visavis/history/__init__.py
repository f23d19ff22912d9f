"""What was: a client's appointments, for the client by an emailed code, and for staff as a timeline."""
