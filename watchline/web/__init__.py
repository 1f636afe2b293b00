"""The web server around the page."""
