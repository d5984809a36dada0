"""What is erased takes along what points at it by indexes: an erase costs what one customer wrote, not what all did."""

from tests.privacy.business import Business

# Every foreign key a delete of a customer or conversation follows, and whether an index of the pointing table begins
# with its columns, in any order. One that leaves out nulls does.
_FOLLOWED = """
select k.conname, exists (
  select from pg_index i where i.indrelid = k.conrelid and i.indisvalid
    and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\\([a-z_]+ IS NOT NULL\\)$')
    and (i.indkey[0] = k.conkey[array_length(k.conkey, 1)]
      or (i.indkey::int2[])[0:array_length(k.conkey, 1) - 1] @> k.conkey)
) as has_index
from pg_constraint k join pg_class t on t.oid = k.confrelid
where k.contype = 'f' and t.relname in ('contacts', 'identities', 'threads', 'conversations', 'turns', 'messages')
"""


async def test_no_delete_reads_a_whole_table(business: Business) -> None:
    followed = await business.rows(_FOLLOWED)
    assert len(followed) >= 14
    assert {row["conname"] for row in followed if not row["has_index"]} == set()
