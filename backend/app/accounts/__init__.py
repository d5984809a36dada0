"""Linked accounts: which professional accounts speak for a workspace, their tokens and their health.

An account is linked, unlinked and linked again as one row, so its history, its threads and its agent stay.
"""
