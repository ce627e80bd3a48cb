"""Measured ratios, printed and never asserted. Each module of this folder with a ``run`` yields lines of a table."""
