"""No test may open the household of whoever runs it: what their environment sets is forgotten before anything else."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

from appliance.settings import Settings

for _name in (*Settings.model_fields, "columns"):  # and how wide somebody's terminal is
    os.environ.pop(_name.upper(), None)

# How long an example takes is the machine's business. `EXPLORE=1` draws other examples each time: to look for faults,
# not to judge a change, which must not fail for one that was there before.
settings.register_profile("the same", deadline=None, derandomize=True)
settings.register_profile("others", deadline=None)
settings.load_profile("others" if os.environ.get("EXPLORE") else "the same")


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: looking it through for garbage time and again was a fifth of all work.

    Garbage of the tests themselves is collected as before, but for what outlived several collections already.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)
