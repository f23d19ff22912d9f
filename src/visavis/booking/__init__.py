"""Booking: hold, book, approve, confirm, move, cancel. What must never collide."""
