"""Requests to addresses that somebody typed: they reach the public network and what was granted, never our own."""
