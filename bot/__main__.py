"""`zhiban`, also `python -m bot`: loads everything, then runs the command line."""

import gc
import os
import sys
from collections.abc import Sequence

from bot.lazy import lazy

_commandline = lazy("bot.commandline")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 the run failed, 2 the input is wrong.

    Nothing that is imported ever goes, so the collector does not look at it meanwhile, nor later
    again and again: a tenth of the time to start.
    """
    os.umask(0o077)  # what members wrote is for the owner of the files alone
    gc.disable()
    run = _commandline.main
    gc.freeze()
    gc.set_threshold(20_000)  # a batch makes thousands of objects, and hardly a cycle
    gc.enable()
    return int(run(arguments))


if __name__ == "__main__":
    sys.exit(main())
