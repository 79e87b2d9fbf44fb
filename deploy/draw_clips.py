"""`python -m deploy.draw_clips DIRECTORY`: draws the demo's clips that are missing there.

A process of its own, so that Ctrl-C ends it and its helpers at once and without a word. Prints
the share done, 0 to 1, a line each time, and at last the clips as JSON: path by name.
"""

import json
import sys
from pathlib import Path

from transcoder.simulator.clips import demo_clips


def main(directory: Path) -> None:
    """Draw, printing how far it is."""
    clips = demo_clips(directory, on_progress=lambda share: print(json.dumps(share), flush=True))
    print(json.dumps({name: str(path) for name, path in clips.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
