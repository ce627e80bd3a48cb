"""How well reports are read, on labelled cases. Each module of this folder with a ``run`` yields lines of a table."""
