"""Turns a frame into observations; knows nothing of restaurants or the web."""

import os

# onnxruntime would report to its makers, unasked and by https, what it runs on. It reads this when
# it is imported, which modules of this package alone do.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # noqa: TID251 - no setting: nobody may want it
