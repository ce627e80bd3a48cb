"""The interface for programs: what the pages show and do, as JSON, by the same actions and the same permissions.

Its modules are read by django-ninja when they are loaded, so they state their types at once (no postponed annotations).
"""
