"""Golden questions: what an owner wants answered, and what an answer rests on.

A run searches for every question as an agent does, notes which expected texts were found, and is compared with the run
before: a document that was changed shows what it broke.
"""

from typing import Final

MOST_QUESTIONS: Final = 200
"""Of one agent, so that a run is read in one piece."""
