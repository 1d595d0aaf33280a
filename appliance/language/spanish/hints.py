"""What a recogniser is told to expect. The embedded one knows no Spanish, so there are no grammars: only words."""

from __future__ import annotations

from appliance.language.reading.hints import (
    open_hint_for_confirmation,
    open_hint_for_request_confirmation,
    open_hint_with,
)

hint_for = open_hint_with(str.split)
"""With their accents, as a recogniser writes them."""

hint_for_confirmation = open_hint_for_confirmation
hint_for_request_confirmation = open_hint_for_request_confirmation
