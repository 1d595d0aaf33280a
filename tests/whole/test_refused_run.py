"""`appliance run` with LOCAL_ONLY as a process: what points outside the home is refused, and told in the audit log."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

from appliance.records.security import AuditEntry
from appliance.store import open_store
from appliance.store.keys import unlock
from appliance.upkeep.refusals import ACTION

OUTSIDE = "8.8.8.8"


def test_a_server_outside_is_refused_and_told_in_the_audit_log(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    database, key_file = tmp_path / "user_data" / "appliance.db", tmp_path / "key" / "appliance.key"
    environment = {
        **os.environ,
        "LOCAL_DATA_PATH": str(database.parent),
        "KEY_FILE": str(key_file),
        "MDNS": "false",
    }
    calendar = ["calendars", "add", "work", f"http://{OUTSIDE}/work.ics", "--kind", "busy"]
    subprocess.run([sys.executable, "-m", "appliance", *calendar], env=environment, capture_output=True, check=False)
    command = [sys.executable, "-m", "appliance", "run", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            assert run.stderr is not None
            assert "on duty" in run.stdout.readline(), run.stderr.read()
            with socket.create_connection(("127.0.0.1", port)) as probe:  # calendars are asked while it answers
                probe.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                assert probe.recv(12) == b"HTTP/1.1 200"
        finally:
            run.terminate()
            run.wait(30)

    async def told() -> list[AuditEntry]:
        async with open_store(database, unlock(key_file, database, "")) as store:
            return await store.audit.entries(action=ACTION)

    entries = asyncio.run(told())
    assert [(each.actor, each.subject.partition(",")[0]) for each in entries] == [("appliance", OUTSIDE)]
