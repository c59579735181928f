"""What the product costs beside the barest thing that does the same work. Only ratios within one run mean anything."""
