"""Pages of a long list, found by the row they follow or precede: any page costs the same."""
