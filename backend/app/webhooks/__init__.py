"""What happens in a business, told to the programs it names (docs/decisions/0008). It listens; nobody calls it.

Rows on the road of a message put their events in the outbox themselves, by triggers of the database.
"""
