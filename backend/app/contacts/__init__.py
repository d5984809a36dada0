"""Customers of a workspace, and how each account sees them."""
