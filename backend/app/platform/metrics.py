"""What an operator watches. Labels are few and never hold an id."""

from prometheus_client import Counter, Histogram

webhooks = Counter("frontdesk_webhooks", "Webhook bodies by what became of them", ["result"])
events = Counter("frontdesk_events", "Events unpacked from webhook bodies", ["kind"])
turns = Counter("frontdesk_turns", "Turns by how they ended", ["outcome"])
turn_seconds = Histogram(
    "frontdesk_turn_seconds",
    "From the claim to the end of a turn",
    buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32),
)
sends = Counter("frontdesk_sends", "Parts given to a network by how it took them", ["result"])
