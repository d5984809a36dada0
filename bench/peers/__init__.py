"""The agent frameworks of M2: an environment of their own, and one small program for each that runs its bare loop."""
