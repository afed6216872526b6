"""Three boxes of towers or scattered objects, and a small language of statements about them."""
