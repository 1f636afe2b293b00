"""Situation reports: figures, lists and numbered sources as Word, PowerPoint and HTML.

``read`` makes a ``Report`` of what somebody asked for, ``build`` makes a file of it. The numbers
come from the same queries as the page, and the same store and link give the same bytes.
"""

from watchline.reports.build import FORMATS, ReportFormat, build
from watchline.reports.request import Report, Section, read, write
from watchline.reports.templates import TemplateError

__all__ = [
    "FORMATS",
    "Report",
    "ReportFormat",
    "Section",
    "TemplateError",
    "build",
    "read",
    "write",
]
