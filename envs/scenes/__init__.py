"""Procedurally drawn scenes: what they hold, how they look, and what is said of them."""
