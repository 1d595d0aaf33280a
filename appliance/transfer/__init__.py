"""Everything of one person as a file, and back; and what other habit trackers export. See docs/export.md."""
