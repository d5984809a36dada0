"""Why a turn says nothing: the reasons before any model is asked, and their sentences (promise D6). Pure."""

from app.brain.course import Turn
from app.inbox.finish import REASONS
from app.inbox.send import Outgoing

SILENT = {
    "no_agent": "No agent is linked to this account.",
    "agent_off": "The agent is switched off.",
    "no_model": "No model has been chosen yet. Choose one on the agent's page, or set LLM_PROVIDER.",
    "said_once": "There is nothing to read in it, and the customer was told so already.",
    **REASONS,
}


def why_silent(turn: Turn, outgoing: Outgoing | None) -> str | None:
    """The code of what keeps the agent from answering; None when it may."""
    context = turn.context
    if context.people_handle:
        return "people_handle"
    if context.is_stopped:
        return "customer_stopped"
    if context.agent is None:
        return "no_agent"
    if not context.agent.is_active:
        return "agent_off"
    if outgoing is None or not context.account_well:
        return "account_unwell"
    window = outgoing.adapter.limits.reply_window
    if context.last_customer_at is None or context.last_customer_at + window <= context.now:
        return "window_closed"
    return None if turn.record.provider else "no_model"
