"""The demo city: the offices and facts of Lu'an's report of 2014, with invented letters, marked as a demonstration.

It carries codes of a range reserved for demonstrations (region 990000, which exists nowhere, with valid check digits),
names no real official, and is refused by a site that is not a demonstration.
"""
