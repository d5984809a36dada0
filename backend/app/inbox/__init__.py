"""What arrives and what leaves: stores webhooks, unpacks them, claims threads that are due, sends and settles.

Knows nothing of models. The road of a message, one file a step: `arrival` -> `unpack` -> `claim` -> (a turn, which is
the brain's) -> `finish` -> `send` -> `settle`.
"""
