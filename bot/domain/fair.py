"""A queue in which nobody waits behind the crowd: where much waits, each chat has its turn."""

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Things of chats, each with a size. What is of one chat stays in the order of its coming."""

    def __init__(self) -> None:
        self.size = 0
        self._number = 0
        self._chats: dict[str, deque[tuple[int, int, T]]] = {}
        self._turns: deque[str] = deque()
        self._first = self._last = 0

    def __len__(self) -> int:
        return self._number

    def put(self, chat: str, size: int, thing: T) -> None:
        """Add something at the end."""
        self._last += 1
        self._of(chat, size).append((self._last, size, thing))

    def put_back(self, chat: str, size: int, thing: T) -> None:
        """Return what was taken, the last of it first."""
        self._first -= 1
        self._of(chat, size).appendleft((self._first, size, thing))

    def take(self, limit: int, room: int) -> Sequence[T]:
        """Take at most `limit` things that have room together, or one that has not.

        They are in the order of their coming. All of them are taken, or one of each chat in turn.
        """
        taken: list[tuple[int, int, T]] = []
        while self._turns and len(taken) < limit:
            chat = self._turns[0]
            waiting = self._chats[chat]
            if taken and waiting[0][1] > room:
                break
            self._turns.popleft()
            taken.append(one := waiting.popleft())
            room -= one[1]
            self.size -= one[1]
            if waiting:
                self._turns.append(chat)
            else:
                del self._chats[chat]
        self._number -= len(taken)
        taken.sort(key=_came)
        return [thing for _, _, thing in taken]

    def _of(self, chat: str, size: int) -> "deque[tuple[int, int, T]]":
        """Count one more of a chat; return what waits of it."""
        self.size += size
        self._number += 1
        if chat not in self._chats:
            self._chats[chat] = deque()
            self._turns.append(chat)
        return self._chats[chat]


def _came(waiting: tuple[int, int, object]) -> int:
    return waiting[0]
