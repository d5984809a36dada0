"""Fault runs: the real platform between a network, a model and a database that misbehave by seed, and an auditor."""
