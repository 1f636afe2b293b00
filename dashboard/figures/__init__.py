"""Pure functions from data to a Plotly figure; nothing here knows Dash."""
