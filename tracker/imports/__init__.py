"""Imports: what comes in from files."""
