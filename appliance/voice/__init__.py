"""Sound and text: recognition, voices, endpointing and the voice line."""
