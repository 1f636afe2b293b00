"""The timeline: a histogram over swim lanes."""
