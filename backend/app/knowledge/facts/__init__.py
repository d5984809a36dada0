"""Facts: exact values that the owner approved and an agent quotes as they stand (promise H4).

Some are written by hand, some proposed from documents; what nobody approved is used nowhere. At most `MOST_APPROVED`
count for one agent, so that a turn can read them all.
"""

from typing import Final

MOST_APPROVED: Final = 200
