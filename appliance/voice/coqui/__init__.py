"""Coqui voices, through coqui-tts, in a child process."""
