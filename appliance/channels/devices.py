"""Sound devices by name: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from appliance.errors import NotFoundError

Kind = Literal["input", "output"]

DEFAULT = "default"
"""Whatever PortAudio calls the default device."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A sound device as PortAudio sees it."""

    name: str
    inputs: int
    """Channels."""
    outputs: int
    """Channels."""
    rate: int
    """Hertz, its own."""
    default_input: bool
    default_output: bool


def find_device(devices: Sequence[DeviceInfo], name: str, kind: Kind) -> tuple[int, DeviceInfo]:
    """The device of that name and its index: by its whole name, else by a part that only one device has.

    Raises `NotFoundError` naming the devices that exist.
    """
    usable = [(i, d) for i, d in enumerate(devices) if (d.inputs if kind == "input" else d.outputs) > 0]
    wanted = name.casefold()
    if wanted == DEFAULT:
        matches = [(i, d) for i, d in usable if (d.default_input if kind == "input" else d.default_output)]
    else:
        matches = [(i, d) for i, d in usable if d.name.casefold() == wanted]
    matches = matches[:1] or [(i, d) for i, d in usable if wanted in d.name.casefold()]
    if len(matches) == 1:
        return matches[0]
    role = "microphone" if kind == "input" else "speaker"
    known = ", ".join(f'"{d.name}"' for _, d in usable) or "none"
    problem = f'"{name}" could be several {role}s' if matches else f'no {role} named "{name}"'
    raise NotFoundError(
        f"{problem}; here: {known}",
        remedy="Plug it in, or give the room another device (appliance rooms devices lists them).",
        says="many_devices" if matches else "no_device",
        name=name,
        known=known,
    )
