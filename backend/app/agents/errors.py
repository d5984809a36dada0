"""Refusals."""

from app.platform.problems import Conflict, Invalid


class AccountHasAgent(Conflict):
    code, title = "account_has_agent", "Another agent already serves this account"


class AccountUnlinked(Conflict):
    code, title = "account_unlinked", "This account is no longer linked"


class UnusableModelConfig(Invalid):
    code, title = "unusable_llm_config", "This choice of a model cannot work"
