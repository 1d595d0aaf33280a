"""Language models on an Ollama server."""

from __future__ import annotations

import os

# The client reads OLLAMA_HOST when it is imported, and fails over what is no address. Here the setting says it.
_set_outside = os.environ.pop("OLLAMA_HOST", None)
try:
    import ollama as ollama
finally:
    if _set_outside is not None:
        os.environ["OLLAMA_HOST"] = _set_outside
