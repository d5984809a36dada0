"""`make bench-appointments`: dates and times in words on folders of public sets."""
