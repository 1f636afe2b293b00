"""Readers: a file becomes events and rejected rows, each with a reason."""
