"""Post texts as Apprise posts them to WeCom: URL KEY on the command line, JSON texts on stdin.

Apprise knows one address only, so in this process, and only here, it gets another.
"""

import json
import sys

from apprise import Apprise  # type: ignore[import-not-found]
from apprise.plugins.wecombot import NotifyWeComBot  # type: ignore[import-not-found]

url, key = sys.argv[1:]
NotifyWeComBot.notify_url = url + "?key={key}"
NotifyWeComBot.request_rate_per_sec = 0  # the stand-in needs no pauses
peer = Apprise()
peer.add(f"wecombot://{key}")
for text in json.load(sys.stdin):
    if not peer.notify(body=text):
        sys.exit("not posted")
