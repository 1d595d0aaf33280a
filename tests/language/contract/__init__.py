"""What every language must be able to do, whichever it is."""
