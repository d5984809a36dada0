"""Documents become blocks. What reads foreign files runs only in a short-lived process of its own: see `parse`.

Nothing is imported here, because that process begins here too.
"""
