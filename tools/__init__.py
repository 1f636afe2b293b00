"""Programs that derive files which are already in the tree."""
