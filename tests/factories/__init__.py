"""Factories named by state, one module per app."""
