"""Frontdesk: answers a business's customers where they write."""
