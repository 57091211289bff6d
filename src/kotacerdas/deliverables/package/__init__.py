"""The evidence package: what goes into it, its index, the bag that is written, and its verification."""
