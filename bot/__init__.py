"""The machine: channels, engine, store. It knows no kind of playbook; those are in handlers/."""

from time import perf_counter

STARTED = perf_counter()
"""When this process began to import us; start-up time is counted from here."""
