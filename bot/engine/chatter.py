"""Takes the messages that nobody handles, as are nine of ten, in a loop of its own."""

from bot.engine.batch import Batch
from bot.handling.router import Plans
from bot.store import journal
from bot.store.members.people import People
from bot.store.storms import Storms
from bot.store.tables import Journal
from bot.store.work import Work


class Chatter:
    """Does of them what the dispatcher does of every event, but asks only what may have changed."""

    def __init__(self, plans: Plans, people: People, storms: Storms) -> None:
        self._plans, self._people, self._storms = plans, people, storms

    def take(self, work: Work, batch: Batch, index: int) -> int:
        """Journal the chatter from `index` on; return where it ends, or needs to be looked at."""
        if batch.chatter[index] is None or work.wishes or self._people.merging:
            return index
        chatter, moments, soonest = batch.chatter, batch.moments, work.soonest
        overhear, meet = self._storms.overhear, self._people.meet
        rows, day_of = [], self._plans.days.of
        while (event := chatter[index]) is not None:
            at = moments[index]
            if soonest is not None and at >= soonest:
                break
            if not (meet(work, event) and overhear(event.group, at)):
                break  # who was met is looked at again, which then tells nothing
            if batch.quoting:
                batch.authors[event.group, event.id] = event.member.id
            rows.append(journal.chatter(event, at, day_of(at)))
            index += 1
        work.append_values(Journal, rows)
        return index
