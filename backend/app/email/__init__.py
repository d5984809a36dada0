"""Mail out: an SMTP client and the letters we send. Knows nobody's tables."""
