"""Telegram as a carrier: the household's own bot (`DEPLOYMENT_MODE=hybrid`, `LOCAL_ONLY=false`).

Nothing here is imported while `LOCAL_ONLY` is on. `telegram` (python-telegram-bot) is imported by `api.py` and
`request.py`, `av` (FFmpeg) only in the child process `note_child.py`. What crosses to the rest of the house are the
values of `incoming.py`, `outgoing.py` and `standing.py`; no type of either library leaves the package.

    poller.py   getUpdates -> Incoming -> a handler that commits; the offset moves afterwards
    sender.py   a durable Outbox -> sendMessage, sendVoice …; in order, paced, never doubled blindly
    api.py      one method of the Bot API each, with errors of our own (`faults.py`)
    notes.py    Audio <-> OGG/Opus voice notes, and the sound of video notes
"""
