"""Builds the base map of the whole world as vector tiles."""
