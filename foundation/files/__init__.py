"""Files from strangers: taken only if the content is what the name says, and handed out with strict headers."""
