"""Filters: how lists are narrowed."""
