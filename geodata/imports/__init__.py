"""From a file to the store: identify, check, stage, load."""
