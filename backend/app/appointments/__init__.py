"""Bookings that cannot clash: services, resources, hours, free times, appointments.

A slot is a free time for a service. A hold keeps one for some minutes for whoever decides. A special day is not like
its weekday.
"""
