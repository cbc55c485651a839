"""A folder for what has to be a file, removed when the process ends."""

import atexit
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="zhiban-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
