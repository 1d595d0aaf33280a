"""Parts of a file, as players of sound ask for them (RFC 9110, section 14)."""

from __future__ import annotations

import re

from fastapi import Request, Response

from appliance.web.api.problems import problem

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def ranged(request: Request, content: bytes, media_type: str) -> Response:
    """All of it, or the one part that is asked for; 416 for a part that lies outside. Other wishes get all of it."""
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    asked = _ONE.fullmatch(request.headers.get("range", "").strip())
    if asked is None or asked.group(1) == asked.group(2) == "":
        return Response(content, media_type=media_type, headers=headers)
    size = len(content)
    if asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    else:
        first, last = max(0, size - int(asked[2])), size - 1
    if asked[1] and asked[2] and int(asked[2]) < first:
        return Response(content, media_type=media_type, headers=headers)  # no range at all: to be ignored
    if first > last:
        outside = {"Content-Range": f"bytes */{size}"}
        return problem(416, f"There are {size} bytes, and none of those.", "no_such_part", headers=outside)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(content[first : last + 1], 206, media_type=media_type, headers=headers)
