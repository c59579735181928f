"""Take over the messages of an older system from a table: read, check everything, then write."""
