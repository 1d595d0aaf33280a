"""What a push server is asked, in its own format. Pure. Neither names nor what a call is about leave the house.

ntfy: docs.ntfy.sh/publish ("Publish as JSON", "Updating + deleting notifications", the latter from 2.16 on).
Home Assistant: companion.home-assistant.io/docs/notifications (`tag`, `clear_notification`, critical ones).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from appliance.reach.nearby import Asked
from appliance.records.reach import HomeLink

HIGHEST, LOWEST = 5, 1
"""Priorities of ntfy: 5 rings on and on, 1 makes no sound."""

JSON = {"Content-Type": "application/json"}


def ntfy_rings(link: HomeLink, topic: str, attempt_id: UUID, page: str, words: Mapping[str, str]) -> Asked:
    """Ring: a tap opens `page`."""
    return _ntfy(link, {
        "topic": topic, "title": "DisciplineCall", "message": words["around_push_rings"], "priority": HIGHEST,
        "tags": ["telephone_receiver"], "click": page, "sequence_id": attempt_id.hex,
        "actions": [{"action": "view", "label": words["live_answer"], "url": page, "clear": True}],
    })  # fmt: skip


def ntfy_takes_back(link: HomeLink, topic: str, attempt_id: UUID) -> Asked:
    """Have it deleted wherever it arrived. Servers before 2.16 know no such address and answer 404."""
    address = f"{link.address.rstrip('/')}/{topic}/{attempt_id.hex}"
    return Asked("DELETE", address, _login(link), authority=link.authority)


def ntfy_is_over(link: HomeLink, topic: str, words: Mapping[str, str], why: str) -> Asked:
    """A word without a sound, where nothing can be taken back."""
    message = {"topic": topic, "title": "DisciplineCall", "message": words[over(why)], "priority": LOWEST}
    return _ntfy(link, message)


def app_rings(link: HomeLink, service: str, attempt_id: UUID, page: str, words: Mapping[str, str]) -> Asked:
    """Ring on a telephone with Home Assistant's app: `clickAction` is Android's word for `url`."""
    return _service(link, service, {
        "title": "DisciplineCall", "message": words["around_push_rings"],
        "data": {
            "tag": attempt_id.hex, "url": page, "clickAction": page, "ttl": 0, "priority": "high",
            "channel": "alarm_stream", "importance": "high", "push": {"interruption-level": "time-sensitive"},
            "actions": [{"action": "URI", "title": words["live_answer"], "uri": page}],
        },
    })  # fmt: skip


def app_takes_back(link: HomeLink, service: str, attempt_id: UUID) -> Asked:
    """Have it cleared."""
    return _service(link, service, {"message": "clear_notification", "data": {"tag": attempt_id.hex}})


def over(why: str) -> str:
    """The words for an end."""
    return "around_push_answered" if why == "answered" else "around_push_over"


def _ntfy(link: HomeLink, message: Mapping[str, Any]) -> Asked:
    body = json.dumps(message, ensure_ascii=False).encode()
    return Asked("POST", link.address.rstrip("/") + "/", {**JSON, **_login(link)}, body, link.authority)


def _service(link: HomeLink, service: str, content: Mapping[str, Any]) -> Asked:
    address = f"{link.address.rstrip('/')}/api/services/notify/{service}"
    body = json.dumps(content, ensure_ascii=False).encode()
    return Asked("POST", address, {**JSON, **_login(link)}, body, link.authority)


def _login(link: HomeLink) -> dict[str, str]:
    if not link.secret:
        return {}
    if link.username:
        pair = base64.b64encode(f"{link.username}:{link.secret}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {"Authorization": f"Bearer {link.secret}"}
