"""Yesterday in the customer groups, as the platform counts it.

Protocol: https://developer.work.weixin.qq.com/document/path/92133. It counts by owner and day:
who spoke is not told, nor what each group did.
"""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Memory
from bot.channels.wecom_customer.rest import Api

log = logging.getLogger(__name__)

_READY = time(9)
"""Local; before that yesterday may not be counted."""
_OWNERS = 100  # in one call


class Statistics:
    """Fetches each day once; it is remembered as JSON under `statistics:<date>`."""

    def __init__(self, api: Api, memory: Memory, zone: ZoneInfo) -> None:
        self._api, self._memory, self._zone = api, memory, zone

    async def fetch(self, owners: Sequence[str], now: datetime) -> None:
        """Fetch what the groups of `owners` did yesterday; raises ApiError and NoAnswer."""
        local = now.astimezone(self._zone)
        day = local.date() - timedelta(days=1)
        name = f"statistics:{day}"
        if not owners or local.time() < _READY or await self._memory.recall(name):
            return
        counted = await self._counted(owners, day)
        await self._memory.remember(name, json.dumps(counted))
        log.info("customer groups on %s: %s", day, json.dumps(counted))

    async def _counted(self, owners: Sequence[str], day: date) -> Mapping[str, int]:
        begin, total = datetime.combine(day, time.min, self._zone), Counter[str]()
        for first in range(0, len(owners), _OWNERS):
            body = {
                "day_begin_time": int(begin.timestamp()),
                "owner_filter": {"userid_list": list(owners[first : first + _OWNERS])},
            }
            answer = await self._api.call("externalcontact/groupchat/statistic_group_by_day", body)
            for item in answer.get("items", ()):
                total.update(item["data"])
        return total
