"""Fixtures of these tests."""

from tests.accounts.fixtures import desk, running_sandbox

__all__ = ["desk", "running_sandbox"]
