"""Makes faults on purpose and looks whether every promise holds; prints one JSON object a line.

    python -m scripts.faults [--only NAME …] [--seed N] [--times N]

A NAME is a file here without `.py` whose name does not begin with `_`; default: all of them. `--times` is how often
each makes its fault, in its own unit; default: as docs/faults.md says. Exit code 1 when a promise was broken.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
import traceback
from pathlib import Path

from scripts.faults._report import Options, Report

TIMES = {"kills": 200, "damage": 2000, "disk": 1, "clocks": 1, "signals": 3, "power": 1}
HERE = Path(__file__).resolve().parent


def faults() -> list[str]:
    """Names of what can be run, in order."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def make(name: str, options: Options) -> bool:
    """Make one kind of fault; whether every promise held."""
    report, began = Report(name), time.monotonic()
    try:
        importlib.import_module(f"scripts.faults.{name}").run(options, report)
    except Exception as error:
        traceback.print_exc()
        report.check("the run came to its end", False, repr(error))
    report.figure("took", time.monotonic() - began, "s", seed=options.seed)
    return report.close()


def main() -> int:
    """Run what the command line names."""
    known = faults()
    parser = argparse.ArgumentParser(prog="python -m scripts.faults", description="Faults, made on purpose.")
    parser.add_argument("--only", nargs="+", choices=known, default=known)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--times", type=int, default=0)
    asked = parser.parse_args()
    broken = [each for each in asked.only if not make(each, Options(asked.seed, asked.times or TIMES[each]))]
    print(json.dumps({"faults": asked.only, "broken": broken}), flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
