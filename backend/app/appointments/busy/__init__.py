"""Busy calendars: what is in somebody else's calendar keeps a resource busy.

A busy calendar is read by its address every quarter of an hour. Its events are expanded (repetitions, zones, whole
days) in a process of their own and kept as busy times; what cannot be read leaves the last good copy as it is.
"""
