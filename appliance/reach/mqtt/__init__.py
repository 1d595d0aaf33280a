"""A broker of the home network: states and buttons, which Home Assistant finds by itself."""
