"""How to reach a customer: over which account, with which token, under which name."""

# Of identities `i` whose account `a` is linked; whoever uses it says which, beginning with `and`.
WAY_OUT = """
select i.id as identity_id, a.channel, a.network_id as account_id, a.token_encrypted, i.network_id as customer_id
from identities i join accounts a on a.workspace_id = i.workspace_id and a.id = i.account_id
where a.is_active
"""
