"""Why a mail cannot go out, where trying again would not help."""

from app.platform.problems import Problem, Unavailable


class MailOff(Unavailable):
    code, title = "mail_off", "This installation sends no mail"


class MailRefused(Problem):
    status, code, title = 422, "mail_refused", "That mail cannot be sent"
