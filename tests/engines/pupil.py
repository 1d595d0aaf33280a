"""A child process for the tests: says back what it is told, or misbehaves on request."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import sys
from collections.abc import Iterator

from appliance.engines.frames import Cancelled, Frame, Header, serve

print("imported, and says so")  # must not break the frames


def count(header: Header, cancelled: Cancelled) -> Iterator[Frame]:
    for number in itertools.count():
        if cancelled() or number == header["until"]:
            return
        if number == header.get("die at"):
            os.kill(os.getpid(), signal.SIGKILL)
        if number == header.get("fail at"):
            raise LookupError("no such number")
        yield {"number": number}, bytes([number % 256])


def handle(header: Header, payload: bytes, cancelled: Cancelled) -> Frame | Iterator[Frame]:
    what = header["do"]
    if what == "count":
        return count(header, cancelled)
    if what == "reach out":
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    if what == "die":
        print("the model file is damaged", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "die once" and not os.path.exists(header["mark"]):
        with open(header["mark"], "w"):
            os.kill(os.getpid(), signal.SIGKILL)
    if what == "fail":
        raise LookupError("no such word")
    if what == "chat":
        print("loading ... done")
    while what == "work until cancelled" and not cancelled():
        pass
    while what == "hang":
        pass
    return {"pid": os.getpid(), "said": header.get("say", "")}, payload


if __name__ == "__main__":
    serve(handle)
