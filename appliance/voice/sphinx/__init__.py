"""pocketsphinx, in a child process: needs no download."""
