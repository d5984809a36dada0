"""Refusals."""

from app.platform.problems import Conflict, Invalid


class NotConfirmed(Invalid):
    code, title = "not_confirmed", "That needs your confirmation"


class ExportNotReady(Conflict):
    code, title = "export_not_ready", "The package is not ready"


class NotLeaving(Conflict):
    code, title = "not_leaving", "This business is not leaving"
