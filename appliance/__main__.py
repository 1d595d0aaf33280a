"""`python -m appliance`, the same as the command `appliance`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["health"]:  # asked every half minute, so without loading all the rest
        from appliance.upkeep.health import main as ask

        ask()
    gc.disable()  # modules make no garbage; searching them for it would be a fifth of the start
    from appliance.cli import main as run
    from appliance.cli.guarding import guard_process

    gc.freeze()
    gc.enable()
    guard_process()
    run()


if __name__ == "__main__":
    main()
