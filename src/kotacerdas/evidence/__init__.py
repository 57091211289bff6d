"""A supporting file → what it is worth."""
