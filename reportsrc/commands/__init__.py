"""The commands of ``python -m reportsrc``, one file each; ``reportsrc.__main__`` only takes the words apart."""
