"""Refusals of this domain."""

from app.platform.problems import Conflict


class WebhookOff(Conflict):
    code, title = "webhook_off", "This webhook is switched off"


class TooManyWebhooks(Conflict):
    code, title = "too_many_webhooks", "There are as many webhooks as a business may have"
