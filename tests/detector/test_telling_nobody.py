"""What is looked at is nobody else's business: not that of the makers of a library either."""

import os
import subprocess
import sys

from tests.support.tree import ROOT

# Unless it is told not to, the library keeps what it will tell in a database below HOME.
LOADED = """
from detector import files, network
network.open_session(next(files.MODELS.rglob("*.onnx")).read_bytes(), 1)
"""


def test_the_library_that_runs_models_prepares_no_report(tmp_path):
    told = {
        name: value for name, value in os.environ.items()
        if name != "ORT_DISABLE_TELEMETRY" and not name.startswith("XDG_")
    }  # fmt: skip
    told["HOME"] = str(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT, env=told, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.rglob("*")) == []
