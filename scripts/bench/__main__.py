"""Runs every measurement in this folder, one after the other, and prints what they print: one JSON object a line.

    python -m scripts.bench [NAME …]      a NAME is a file here without `.py`; default: all of them

Each runs in a process of its own, from the repository's root, so that none inherits another's memory or imports. A line
is `{"name", "value", "unit", "baseline", "ratio"}`; everything else a measurement prints goes to standard error. Exit
code 1 when one failed or took more than `LIMIT_SECONDS`. Files whose name begins with `_` are helpers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

KEYS = {"name", "value", "unit", "baseline", "ratio"}
LIMIT_SECONDS = 240.0
HERE = Path(__file__).resolve().parent


def measurements() -> list[str]:
    """Names of what can be run, in order."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def is_result(line: str) -> bool:
    """Whether a line is one measured value."""
    try:
        value = json.loads(line)
    except ValueError:
        return False
    return isinstance(value, dict) and value.keys() >= KEYS


def run(name: str) -> bool:
    """Run one and pass its lines on as they come; whether it ended well."""
    command = [sys.executable, "-m", f"scripts.bench.{name}"]
    with subprocess.Popen(command, cwd=HERE.parents[1], stdout=subprocess.PIPE, text=True) as process:
        limit = threading.Timer(LIMIT_SECONDS, process.kill)
        limit.start()
        assert process.stdout is not None  # noqa: S101  # asked for above
        for line in process.stdout:
            print(line, end="", flush=True, file=sys.stdout if is_result(line) else sys.stderr)
        limit.cancel()
    return process.returncode == 0


def main() -> int:
    """Run what the command line names."""
    known = measurements()
    wanted = sys.argv[1:] or known
    if unknown := sorted(set(wanted) - set(known)):
        print(f"bench: no {', '.join(unknown)}; there is: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = [name for name in wanted if not run(name)]
    if failed:
        print(f"bench: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
