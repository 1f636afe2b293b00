"""The map: marks, labels and zones over the base map."""
