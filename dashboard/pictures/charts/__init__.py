"""The timeline and the rankings of a picture, as SVG."""
