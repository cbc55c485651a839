"""Yesterday in the customer groups, as the platform counts it.

Protocol: https://developer.work.weixin.qq.com/document/path/92133. It counts by owner and day:
who spoke is not told, nor what each group did.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Memory
from bot.channels.wecom_customer.rest import Api

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
        began = day_before(local)
        name = f"statistics:{began.date()}"
        if not owners or local.time() < _READY or await self._memory.recall(name):
            return
        counts = await counted(self._api, owners, began)
        await self._memory.remember(name, json.dumps(counts))


def day_before(local: datetime) -> datetime:
    """Return when yesterday began."""
    return datetime.combine(local.date() - timedelta(days=1), time.min, local.tzinfo)


async def counted(api: Api, owners: Sequence[str], began: datetime) -> Mapping[str, int]:
    """Return what the groups of `owners` did together on the day that began then.

    Of the counts of the platform: `new_member_cnt` `member_total` `member_has_msg` (who wrote)
    `msg_total`, and the same of groups. Raises ApiError and NoAnswer.
    """
    total = Counter[str]()
    for first in range(0, len(owners), _OWNERS):
        body = {
            "day_begin_time": int(began.timestamp()),
            "owner_filter": {"userid_list": list(owners[first : first + _OWNERS])},
        }
        answer = await api.call("externalcontact/groupchat/statistic_group_by_day", body)
        for item in answer.get("items", ()):
            total.update(item["data"])
    return total
