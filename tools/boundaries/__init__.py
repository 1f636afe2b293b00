"""Derives the bundled boundaries, names and gazetteer."""
