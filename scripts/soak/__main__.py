"""Long runs; one JSON object a line.

    python -m scripts.soak [--days N] [--sound MINUTES]

Without arguments: 30 simulated days. With `--sound`: so many real minutes with a sound server instead. Exit code 1
when something grew that should not, or a call did not come as it should.
"""

from __future__ import annotations

import argparse
import sys


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.soak", description="Long runs.")
    parser.add_argument("--days", type=int, default=0, help="Simulated days, at full speed.")
    parser.add_argument("--sound", type=float, default=0.0, metavar="MINUTES", help="Real minutes, with sound.")
    asked = parser.parse_args()
    held = True
    if asked.days or not asked.sound:
        from scripts.soak import days

        held = days.run(asked.days or 30)
    if asked.sound:
        from scripts.soak import sound

        held = sound.run(asked.sound) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
