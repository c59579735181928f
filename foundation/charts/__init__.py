"""Charts as SVG drawn on the server: readable in grayscale, aloud, on paper, and without scripts or inline styles."""
