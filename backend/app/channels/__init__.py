"""Adapters to the networks. Each turns bytes into typed events and a text into a send; nothing above learns a
network's name for a thing. No tables here.
"""
