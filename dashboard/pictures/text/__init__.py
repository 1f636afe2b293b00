"""Words of a picture: how wide they are and where lines break."""
