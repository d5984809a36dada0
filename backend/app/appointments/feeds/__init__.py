"""Calendar feeds: a business's bookings as an address that other calendars subscribe to.

Whoever knows the address may read it: busy or free, and names only where the owner ticks it. Its token is kept as a
hash, shown once, and worth nothing once the feed is taken away.
"""
