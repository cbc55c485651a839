"""What people write in a group or to the bot: the real App hears it, whoever they are."""

from tests.fuzz.lives import Lives
from tests.fuzz.messages import AT, DEPLOYMENT, SEEDS, WHO, WORDS, messages
from tests.fuzz.setups import CONFIG_FILE
from tests.fuzz.target import Target

_LIVES = Lives(CONFIG_FILE, DEPLOYMENT, AT)


def attack(data: bytes) -> None:
    """No message makes a handler fail, and nobody but members of the chat is mentioned."""
    lived = _LIVES.live(messages(data))
    assert lived.failures == 0
    assert {one for said in lived.said for one in said.mentions} <= {one.id for one in WHO}


CHAT = Target("chat", attack, SEEDS, WORDS, largest=1024, seconds=10)
