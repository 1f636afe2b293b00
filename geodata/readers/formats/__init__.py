"""File formats: bytes become a ``rows.Table`` of text columns, a module for each format."""
