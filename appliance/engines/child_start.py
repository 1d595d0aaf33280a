"""How a child process begins: set apart before it imports anything, then its own module.

python -m appliance.engines.child_start MODULE
"""

from __future__ import annotations

import runpy
import sys

from appliance.engines import frames

if __name__ == "__main__":
    frames.set_apart()
    runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
