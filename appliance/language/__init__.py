"""Numbers, times and durations, written and spoken, per language."""
