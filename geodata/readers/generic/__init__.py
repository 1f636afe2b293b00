"""Any other table of events, read with a mapping of its columns."""
