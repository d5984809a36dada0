"""The built-in responder: provider `offline`, no key, no network, no model file.

It reads the same messages and tools as any model and answers in the same protocol, in English, Spanish and
Turkish. It quotes what the business has written, books, moves and cancels appointments, thanks for praise, fetches
a person and falls silent when told to. It never makes anything up: what it cannot quote it does not say, and it
books only what it read back and the customer agreed to.
"""

from app.llm.offline.model import OfflineModel

__all__ = ["OfflineModel"]
