"""A child process for the tests: says back what it is told, or misbehaves on request."""

from __future__ import annotations

import os
import signal
import sys

from appliance.engines.frames import Cancelled, Frame, Header, serve


def handle(header: Header, payload: bytes, cancelled: Cancelled) -> Frame:
    what = header["do"]
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
