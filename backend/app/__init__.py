"""Frontdesk: answers a business's customers where they write."""

import gc
import os

# Starting makes a million objects that stay. With the default (after every 700) a quarter of a start's time goes into
# looking at them for waste.
gc.set_threshold(10_000, 20, 20)

# Our vectors are short: threads of the numerics library cost more than they save, and take the other core from
# PostgreSQL. It reads this once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
