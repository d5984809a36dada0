"""E-mail addresses and telephone numbers in what customers write: which of them they give as their own. Pure; where it
is in doubt, one does not count.
"""

from app.reach.given import Line, address_in, number_in, readable, without_ways
from app.reach.region import region_of

__all__ = ["Line", "address_in", "number_in", "readable", "region_of", "without_ways"]
