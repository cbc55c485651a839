"""The figures of a running bot as Prometheus reads them (docs/observing.md lists them).

https://prometheus.io/docs/practices/naming/: base units, `_total` behind what only grows. No label
is made of people's words, of groups or of members: there is no end of those.
"""

import platform
from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.about import version
from bot.domain.moments import to_us
from bot.store.journal import TYPES
from bot.tally import Histogram, Tally
from bot.web.vitals.vitals import Figures, Vitals

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECOND = 1_000_000


class _Scrape(Collector):
    """One look at all figures."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


_PROCESS = ProcessCollector(registry=None)


async def exposition(vitals: Vitals) -> bytes:
    """Return all figures as of now, in Prometheus' text format."""
    figures = await vitals.figures()
    metrics = [
        *_counted(vitals.app.tally),
        *_ears(vitals),
        *_mouths(vitals),
        *_waiting(figures),
        *_set_up(vitals),
        *_PROCESS.collect(),
    ]
    return generate_latest(_Scrape(metrics))


def _counted(tally: Tally) -> Iterator[Metric]:
    events = CounterMetricFamily(
        "zhiban_events", "Events that channels handed in.", labels=("channel", "type")
    )
    for channel, own in tally.channels.items():
        for type, number in own.heard.items():
            events.add_metric((channel, TYPES[type]), number)
    yield events
    yield CounterMetricFamily(
        "zhiban_duplicates", "Events that were known already.", value=tally.duplicates
    )
    yield CounterMetricFamily(
        "zhiban_handler_failures", "Handlers that raised.", value=tally.failures
    )
    for name, about, one in (
        ("zhiban_batch_events", "Events in one transaction.", tally.batch_events),
        ("zhiban_batch_seconds", "How long a transaction took.", tally.batch_seconds),
        ("zhiban_accept_seconds", "From an event's arrival until it is on disk.", tally.accepted),
        (
            "zhiban_handover_seconds",
            "From an event's arrival until the first answer goes to its channel.",
            tally.handed_over,
        ),
    ):
        family = HistogramMetricFamily(name, about)
        family.add_metric((), *_buckets(one))
        yield family
    yield _gauge("zhiban_inbox_events", "Events that are not on disk yet.", tally.pending)


def _ears(vitals: Vitals) -> Iterator[Metric]:
    labels = ("channel",)
    hearing = GaugeMetricFamily("zhiban_channel_hearing", "1: it would hear.", labels=labels)
    silent = GaugeMetricFamily(
        "zhiban_channel_silent", "1: it hears nothing where it usually does.", labels=labels
    )
    again = CounterMetricFamily("zhiban_reconnects", "Connections after the first.", labels=labels)
    heard = GaugeMetricFamily(
        "zhiban_last_heard_timestamp_seconds", "When it last heard something.", labels=labels
    )
    abilities = vitals.app.plans.deployment.abilities
    for name, own in vitals.channels.items():
        if abilities[name].deaf:  # no alert is to ring for ever because it does not hear
            continue
        hearing.add_metric((name,), own.hearing)
        silent.add_metric((name,), own.silent_since is not None)
        again.add_metric((name,), max(0, own.connections - 1))
        if own.heard_at is not None:
            heard.add_metric((name,), to_us(own.heard_at) / _SECOND)
    yield from (hearing, silent, again, heard)


def _mouths(vitals: Vitals) -> Iterator[Metric]:
    labels = ("channel",)
    spoke = GaugeMetricFamily(
        "zhiban_last_sent_timestamp_seconds", "When something last went out.", labels=labels
    )
    sends = CounterMetricFamily(
        "zhiban_sends", "What became of sends.", labels=("channel", "type", "result")
    )
    delay = HistogramMetricFamily(
        "zhiban_send_delay_seconds", "From a row's turn until it went.", labels=labels
    )
    for name, own in vitals.channels.items():
        if own.sent_at is not None:
            spoke.add_metric((name,), own.sent_at / _SECOND)
        for (type, result), number in own.sends.items():
            sends.add_metric((name, type, result), number)
        delay.add_metric((name,), *_buckets(own.delay))
    yield from (spoke, sends, delay)


def _waiting(figures: Figures) -> Iterator[Metric]:
    rows = GaugeMetricFamily(
        "zhiban_outbox_rows", "What has not gone out.", labels=("channel", "state")
    )
    oldest = GaugeMetricFamily(
        "zhiban_outbox_oldest_seconds", "For how long the first waits.", labels=("channel",)
    )
    for queue in figures.queues:
        rows.add_metric((queue.channel, queue.state), queue.rows)
        if queue.state == "waiting":
            since = figures.now if queue.due is None else queue.due
            oldest.add_metric((queue.channel,), (figures.now - since) / _SECOND)
    held = GaugeMetricFamily("zhiban_held_rows", "What waits, by why.", labels=("reason",))
    for reason, number in figures.held.items():
        held.add_metric((reason,), number)
    alone = GaugeMetricFamily(
        "zhiban_left_alone", "Channels and chats not spoken to.", labels=("channel", "reason")
    )
    for place, number in Counter((one.channel, one.why) for one in figures.alone).items():
        alone.add_metric(place, number)
    yield from (rows, oldest, held, alone)
    yield _gauge("zhiban_drafts", "Drafts to be let out.", figures.drafts)
    yield _gauge("zhiban_tasks", "Other tasks that are open.", figures.tasks)
    yield from _stored(figures)


def _stored(figures: Figures) -> Iterator[Metric]:
    yield _gauge("zhiban_database_bytes", "Size of the database.", figures.database_bytes)
    if figures.wal_bytes is not None:
        yield _gauge("zhiban_wal_bytes", "Size of its write-ahead log.", figures.wal_bytes)
    if (at := figures.backup_at) is not None:
        about = "When the last nightly backup was made."
        yield _gauge("zhiban_last_backup_timestamp_seconds", about, at.timestamp())


def _set_up(vitals: Vitals) -> Iterator[Metric]:
    deployment, mistakes = vitals.app.plans.deployment, vitals.app.reloading.mistakes
    yield _gauge("zhiban_setup_version", "Number of the live set-up.", deployment.version)
    yield _gauge("zhiban_setup_mistakes", "Mistakes in the files.", len(mistakes))
    build = {"version": version(), "python": platform.python_version()}
    yield InfoMetricFamily("zhiban_build", "What runs.", value=build)


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)


def _buckets(histogram: Histogram) -> tuple[list[tuple[str, float]], float]:
    """Return the counts up to each bound, as Prometheus adds them up, and the sum of the values."""
    buckets, number = list[tuple[str, float]](), 0
    for bound, count in zip((*histogram.bounds, float("inf")), histogram.counts, strict=True):
        number += count
        buckets.append(("+Inf" if bound == float("inf") else str(float(bound)), number))
    return buckets, histogram.sum
