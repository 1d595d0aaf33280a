"""A telephone that lies there locked rings by a push, whose tap opens the page."""
