"""Watchline for other programs: events, numbers and figures over HTTP.

``serving.add_api`` is called by ``app.create_app``; see docs/api.md.
"""

from watchline.api.settings import ApiSettings

__all__ = ["ApiSettings"]
