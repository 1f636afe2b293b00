"""The page as it stands before any event is known."""
