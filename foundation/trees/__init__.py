"""Trees of coded nodes, kept by their path."""
