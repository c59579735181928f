"""Journals that only grow: tables of events from which nothing is changed and nothing is removed."""
