"""One fault a file. A check never leans on another check."""
