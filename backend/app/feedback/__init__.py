"""Praise that customers give."""
