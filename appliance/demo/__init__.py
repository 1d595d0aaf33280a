"""The rehearsal behind `appliance demo`: an evening check-in in a virtual room, answered by a second synthetic voice."""

from appliance.demo.rehearsal import Rehearsed, rehearse

__all__ = ["Rehearsed", "rehearse"]
