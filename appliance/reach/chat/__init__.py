"""The household's Telegram chats: who they belong to, what is asked in them, and letters on their way to a call.

Reached only where `DEPLOYMENT_MODE=hybrid`; the carrier itself is `channels/telegram/`.
"""
