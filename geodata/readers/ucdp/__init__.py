"""Event data of UCDP, the Uppsala Conflict Data Program."""
