"""What WeCom calls back with: the envelope, its seal, and the change of a customer group in it."""

from bot.channels.wecom_customer.crypto import Forged, Seal
from bot.channels.wecom_customer.message import Change, Malformed, change_in, encrypted_in
from bot.domain.moments import YEARS
from tests.fuzz.target import Target, words

_SEAL = Seal.of("token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "corp")
_CHANGE = """<xml><ToUserName>corp</ToUserName><Event>change_external_chat</Event>
<CreateTime>1795315044</CreateTime><ChatId>wrOg</ChatId><ChangeType>update</ChangeType>
<UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><QuitScene>1</QuitScene>
<MemChangeList><Item>wm1</Item><Item>u2</Item></MemChangeList>
<LastMemVer>a1</LastMemVer><CurMemVer>a2</CurMemVer></xml>"""
_TAGS = words(
    "<xml> </xml> <Encrypt> </Encrypt> <Event> <ChatId> <CreateTime> </CreateTime> <MemChangeList>"
    " <Item> <![CDATA[ ]]> <!DOCTYPE <!ENTITY &a; &#x0; &#xD800; <?xml encoding='utf-16'?> xmlns"
    " -1 99999999999999999999 change_external_chat"
)


def attack_callback(data: bytes) -> None:
    """A request is a change of a customer group, nothing for us, Malformed or Forged."""
    try:
        encrypted = encrypted_in(data)
    except Malformed:
        encrypted = data.decode(errors="replace")
    signature = _SEAL.signature("1795315044", "n", encrypted)
    try:
        _SEAL.open(signature, "1795315044", "n", encrypted)
        _SEAL.open(encrypted[:40], encrypted, "n", encrypted)
    except Forged:
        pass
    told = data.decode(errors="replace")
    sealed = _SEAL.close(told)
    assert _SEAL.open(_SEAL.signature("1", "n", sealed), "1", "n", sealed) == told
    try:
        change = change_in(told)
    except Malformed:
        return
    if change is not None:
        assert change.group
        assert change.at.year in YEARS
        assert isinstance(hash(change), int)
        assert isinstance(change, Change)


CALLBACKS = Target(
    "callbacks",
    attack_callback,
    (
        _CHANGE.encode(),
        f"<xml><ToUserName>corp</ToUserName><Encrypt>{_SEAL.close(_CHANGE)}</Encrypt></xml>".encode(),
    ),
    _TAGS,
    largest=1536,
)
