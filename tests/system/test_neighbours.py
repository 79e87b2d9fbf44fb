"""What a bench calls others' use of the machine leaves out whatever its own processes used."""

import subprocess
import sys

# A child that leaves a child of its own, which works and ends when nobody waits for it.
LEAVES_A_WORKER = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "while __import__('time').process_time() < 0.6: pass"])
"""
ASKS = f"""
import subprocess, sys, time
from bench.processes import Neighbours, adopt_orphans, cpu_seconds, family
import os
adopt_orphans()
subprocess.run([sys.executable, "-c", {LEAVES_A_WORKER!r}], check=True)
while len(family(os.getpid())) == 1 or any(
    " Z " not in open(f"/proc/{{pid}}/stat").read() for pid in family(os.getpid())[1:]
):
    time.sleep(0.01)
before = cpu_seconds([os.getpid()])
Neighbours().share()
print(cpu_seconds([os.getpid()]) - before)
"""


def test_what_an_orphan_of_ours_used_is_ours():
    told = subprocess.run(
        [sys.executable, "-c", ASKS], capture_output=True, text=True, check=True, timeout=60
    )

    assert float(told.stdout) >= 0.55
