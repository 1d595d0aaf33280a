"""Rehearsed dialogues with a known meaning: how well the coach understands and speaks, with any language model."""
