"""Data about persons: sealed at rest with a key of its own per record, masked on display, found again by a code."""
