"""No test may open the household of whoever runs it: what their environment sets is forgotten before anything else."""

from __future__ import annotations

import os

from hypothesis import settings

from appliance.settings import Settings

for _name in (*Settings.model_fields, "columns"):  # and how wide somebody's terminal is
    os.environ.pop(_name.upper(), None)

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # how long an example takes is the machine's business
