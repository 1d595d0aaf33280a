"""QR codes, drawn here: what they say never leaves the house."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """An `<svg>` to stand in a page, dark on white whatever the page's colours: cameras want it so."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )
    return Markup(drawn)  # noqa: S704  # segno draws paths; the text is not in it
