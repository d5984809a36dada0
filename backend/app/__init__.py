"""Frontdesk: answers a business's customers where they write."""

import os

# Our vectors are short: threads of the numerics library cost more than they save, and take the other core from
# PostgreSQL. It reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
