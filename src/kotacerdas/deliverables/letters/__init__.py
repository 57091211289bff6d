"""One letter for each agency that owes something."""
