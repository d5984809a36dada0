"""How data leaves: after its time, on a customer's wish, in a package for its owner, or with the whole business.

A customer can be handed out and erased in one action each, and a business can leave with everything (promise T5).
"""
