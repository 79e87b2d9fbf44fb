"""Native decoders outlive spoilt cameras, pictures and models; each is tried in its own process."""

import random
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.support.mangling import TARGETS
from tests.support.tree import ROOT

FEW = settings.get_profile("patient").max_examples
SHARES = {"camera": 4, "heic": 1, "model": 4}  # how many times more an example takes
LIMIT_SECONDS = 3600


@pytest.mark.media
@pytest.mark.parametrize("target", TARGETS)
def test_what_is_spoilt_is_read_or_refused(target):
    examples = settings.default.max_examples // SHARES[target]
    seed = 1 if settings.default.max_examples == FEW else random.randrange(2**32)
    command = [sys.executable, "-m", "tests.support.mangling", target, str(seed), str(examples)]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )

    assert done.returncode == 0, f"seed {seed}\n{done.stderr[-4000:]}"
