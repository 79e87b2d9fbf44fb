"""Native decoders outlive spoilt cameras, pictures and models, tried in a process of its own."""

import random
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.support.tree import ROOT

FEW = settings.get_profile("patient").max_examples
LIMIT_SECONDS = 3600


@pytest.mark.media
def test_what_is_spoilt_is_read_or_refused():
    examples = settings.default.max_examples
    is_brief = examples == FEW
    seed, count = (1, 24) if is_brief else (random.randrange(2**32), examples // 4)
    command = [sys.executable, "-m", "tests.support.mangling", str(seed), str(count)]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )

    assert done.returncode == 0, f"seed {seed}\n{done.stderr[-4000:]}"
