"""Pictures for reports: the same queries and figures as the page, drawn as SVG.

``ask`` reads what picture is wanted, ``gather`` asks the store, ``draw`` composes the parts
into one SVG, ``render`` makes PNG and PDF of it. Nothing here needs a browser.
"""
