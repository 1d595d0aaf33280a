"""llama.cpp in its own process: it takes gigabytes, holds the processor, and may be killed. Run by `llamacpp.py`.

The first request loads the model. Every other carries a conversation (JSON, `role` and `content`) in its payload:
`prepare` evaluates it, `stream` continues it, `fill` continues it by a grammar. Replies come in parts; an empty part
says that work goes on; the last part with content holds what it took. What cannot be done for a reason that the owner
can change is `refused`, with a `remedy`.
"""

from __future__ import annotations

import os

from appliance.engines.frames import serve

WAITING = {"GOMP_SPINCOUNT": "10000"}
"""Read when llama.cpp is loaded. Threads that spin while they wait for each other take the processor from the one they
wait for: beside other work on two cores a token took 2-13 times as long. Not spinning at all costs a third alone
(a reply 0.86 s instead of 0.53 s with 1.1 B parameters); a short spin costs nothing there."""

if __name__ == "__main__":
    os.environ.update(WAITING)
    from appliance.coach.llamacpp.speaker import Child

    serve(Child().handle)
