"""Configuration files that an operator writes."""
