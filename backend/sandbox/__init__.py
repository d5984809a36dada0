"""A stand-in for the outside world: Meta's Instagram platform, a mailbox and a customer's phone.

It is a program of its own. The platform reaches it over real sockets, exactly as it would reach the real ones,
and neither imports the other.
"""
