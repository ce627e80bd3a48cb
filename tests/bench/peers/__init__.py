"""The same rows drawn by what others offer, in a process of its own."""
