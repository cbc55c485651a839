"""A folder for what has to be a file, in memory where there is such a place."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
FOLDER = Path(tempfile.mkdtemp(prefix="zhiban-fuzz-", dir=_MEMORY))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
