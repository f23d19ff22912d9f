"""The demo's outbox: messages are kept in the database to be read in the browser, and go nowhere."""
