"""Zones that a user brings: from a file of any usual format to shapes fit for a map."""
