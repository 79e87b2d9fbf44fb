"""`python guard.py PARENT COMMAND…`: become COMMAND, which ends when the process PARENT does.

Without it a parent killed with -9 would leave its children running. It stands between fork and
exec as a program of its own, since code there is unsafe once the parent has threads.
"""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)


def main(arguments: list[str]) -> None:
    """Ask the kernel for SIGTERM at the parent's death, then replace this program."""
    parent, *command = arguments
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != int(parent):  # it died before we could ask
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - the Procfile's commands, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
