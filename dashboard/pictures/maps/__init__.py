"""The map of a picture, as SVG."""
