"""What a business says by itself: mails about bookings, reminders, the day's summary. No model has a word in it."""
