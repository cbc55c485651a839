"""kind: report. Tells those who run the groups what happened: every day, week or month."""

from handlers.report.handler import ROUTER
from handlers.report.model import Report

__all__ = ["ROUTER", "Report"]
