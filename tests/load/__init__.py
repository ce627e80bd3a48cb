"""Deadline day: the server as in production, two hundred people at once, and what became of every save."""
