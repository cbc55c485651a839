"""/edit: another text for a draft."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.bytelimit import split
from bot.domain.speech import Trusted
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.outbox.drafts import change, of_task
from bot.store.tables import Outbox
from handlers.commands.numbered import number_of, open_task
from handlers.commands.recipients import cleaned

_LONGEST = 2_000
_EDITED = {
    "zh": "草稿 {{ number }} 改成：\n{{ text }}\n—— 放行回 /ok {{ number }}",
    "en": "Draft {{ number }} says now:\n{{ text }}\n— /ok {{ number }} lets it out",
}
_NO_TEXT = {
    "zh": "草稿 {{ number }} 里没有文字可改。",
    "en": "There is no text in draft {{ number }} to change.",
}
_TOO_LONG = {
    "zh": "太长了，请控制在 {{ limit }} 字以内。",
    "en": "That is too long: at most {{ limit }} characters.",
}


async def edit(context: Context, call: Call) -> None:
    """Put another text in place of a draft's; whom it mentioned, it mentions no more."""
    word, *rest = call.rest.split(None, 1) or [""]
    text = cleaned(rest[0]) if rest else ""
    number_of(word)
    if not text:
        raise Misused
    if len(text) > _LONGEST:
        context.line(_TOO_LONG, limit=_LONGEST)
        return
    task = await open_task(context, call, word)
    if task is None:
        return
    rows = await of_task(context.work, task)
    said = [row for row in rows if row.path is None]
    if not said:
        context.line(_NO_TEXT, number=task.number)
        return
    _say_instead(context, said, text)
    shown = "\n".join([text, *(f"[{row.path}]" for row in rows if row.path is not None)])
    context.work.put(replace(task, text=shown))
    context.line(_EDITED, number=task.number, text=Trusted(text))


def _say_instead(context: Context, said: Sequence[Outbox], text: str) -> None:
    """Give a draft's texts another wording: in as many rows as its channel needs."""
    first, card = said[0], next((row.card for row in said if row.card), "")
    limit = context.deployment.abilities[first.channel].limits.text_bytes
    pieces = split(text, limit) if limit else [text]
    for row, piece in zip(said, pieces, strict=False):
        row.text, row.mentions, row.shown, row.card = piece, "", "", ""
    for row in said[len(pieces) :]:
        row.state, row.note = "dropped", "skipped"
    said[min(len(said), len(pieces)) - 1].card = card
    change(context.work, said)
    for number, piece in enumerate(pieces[len(said) :]):
        key = f"{first.key}.{context.event.id}.{number}"
        context.work.append(replace(first, seq=0, key=key, text=piece, card=""))


COMMAND = Command(
    names=("edit", "修改"),
    usage={"zh": "编号 新的文字", "en": "<number> text"},
    about={"zh": "改一份草稿的文字", "en": "changes the text of a draft"},
    run=edit,
    role="operator",
    number=True,
)
