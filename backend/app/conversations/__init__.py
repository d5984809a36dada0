"""Conversations and their messages, as people read them."""
