"""Mutated inputs through reading and checking: whatever comes in, a Document or one clear sentence comes out."""
