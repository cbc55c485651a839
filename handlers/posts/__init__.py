"""kind: posts. Says things on the days and in the parts of the day that operators choose."""

from handlers.posts.checks import check_sources
from handlers.posts.handler import ROUTER
from handlers.posts.model import Posts
from handlers.posts.shortage import shortages

__all__ = ["ROUTER", "Posts", "check_sources", "shortages"]
