"""Pure functions from data to a Plotly figure; nothing here knows Dash."""

import plotly.io as pio

# it would travel with each figure (6 kB), and be copied for each
pio.templates.default = None
