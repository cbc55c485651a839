"""What can be wrong with posts and the content library together: tags that no piece has."""

from collections.abc import Iterator, Sequence

from bot.config.model import Config
from bot.errors import Mistake
from bot.playbooks.base import Playbook
from bot.playbooks.stock import stored, tagged
from bot.reading.places import visible
from bot.reading.sentences import Language, meant
from handlers.posts.model import Posts

_UNKNOWN = {
    "zh": "内容库里没有带 '{tag}' 的内容",
    "en": "no piece of a content library in the same groups has the tag '{tag}'",
}


def check_sources(
    playbooks: Sequence[Playbook], _config: Config, language: Language
) -> Iterator[Mistake]:
    """Find tags that posts draw on and no piece has where the posts serve."""
    known = list(dict.fromkeys(tag for one in stored(playbooks) for tag in one.piece.tags))
    for playbook in playbooks:
        for path, post in playbook.written() if isinstance(playbook, Posts) else ():
            for tag in post.source.tag if post.source else ():
                if not tagged(playbooks, [tag]):
                    place = playbook.line_of(*path, "from", "tag")
                    why = _UNKNOWN[language].format(tag=visible(tag)) + meant(tag, known, language)
                    yield Mistake(place, f"posts[{post.id}].from.tag", why)
