"""Agents: who answers, how they are told to, with which model, for which accounts.

Configuration is what an agent is told and may do; it is kept as numbered versions. Whether it is switched on and which
accounts it serves can change at any time and make no version.
"""
