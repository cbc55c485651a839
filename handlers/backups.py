"""A nightly backup that failed: who is on duty is told once, and `/status` while it lasts."""

from dataclasses import replace

from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.events import BackupTried
from bot.handling.context import Context, Line
from bot.handling.router import Router
from bot.playbooks.base import Playbook
from bot.store.backups.failing import begin, end
from bot.store.tables import Task

_ITEM = "backup"
_FAILED: Line = {
    "zh": "⚠️ 数据库备份没有成功：{{ why }}\n请看看磁盘和 config.yaml 里的 backup；"
    "每小时会再试一次。",
    "en": "⚠️ The database could not be backed up: {{ why }}\nPlease look at the disk and at backup "
    "in config.yaml; it is tried again every hour.",
}


async def tell(context: Context, _: Playbook | None, event: BackupTried) -> None:
    """Ask who is on duty to look; close that task when a backup was made again."""
    if event.why:
        begin(context.work, event.at, event.why)
        context.task(_FAILED, _ITEM, why=Trusted(event.why))
        context.note("backup_failed")
        return
    end(context.work)
    context.note("backup_made")
    t = Task.table.c
    for task in await context.work.rows(Task, t.state == "open", t.key.startswith("backup:")):
        context.work.put(replace(task, state="done", at=to_us(event.at)))


ROUTER = Router(name="backups", on={BackupTried: tell})
