"""The rehearsal behind `appliance demo`: an evening check-in, answered aloud in a virtual room."""

from appliance.demo.rehearsal import Rehearsed, rehearse

__all__ = ["Rehearsed", "rehearse"]
