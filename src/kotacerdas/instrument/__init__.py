"""An evaluation year as data."""
