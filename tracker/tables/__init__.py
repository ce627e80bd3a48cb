"""Tables: how lists look."""
