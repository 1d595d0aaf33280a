"""What a language model is given: the head of a call's conversation, within a budget. Pure."""

from appliance.coach.prompts.head import BUDGET_TOKENS, head

__all__ = ["BUDGET_TOKENS", "head"]
