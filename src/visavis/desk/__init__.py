"""The specialist's and reception's pages: the day, the week, the queue. It owns no rules."""
