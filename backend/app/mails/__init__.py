"""Mail that belongs to a business: an outbox with its log (no mail is lost, and none is sent twice)."""
