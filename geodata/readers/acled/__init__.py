"""Event data of ACLED, the Armed Conflict Location & Event Data project."""
