"""Model files: which are known to work, how they come to this machine, what is there and whether it is whole."""
