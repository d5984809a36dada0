"""The record of who did what: ids, hashes and small facts, never anybody's words. It listens; nobody calls it.

Turns are recorded by the database beside their own row (docs/decisions/0007).
"""
