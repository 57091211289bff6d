"""YAML bytes → text with positions → models."""
