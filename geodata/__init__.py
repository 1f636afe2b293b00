"""Events, places and filters: everything Watchline knows that is not a screen.

Imports neither Dash nor Plotly.
"""
