"""The desk: executes requests, whoever sends them. Everything but `desk.py` is pure."""

from appliance.calls.desk.desk import Desk, decide

__all__ = ["Desk", "decide"]
