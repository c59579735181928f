"""Work that must follow a commit, written down in the same transaction (transactional outbox)."""
