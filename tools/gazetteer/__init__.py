"""Derives the bundled list of towns and of how people write their names."""
