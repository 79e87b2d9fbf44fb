"""Scripted faults: each breaks one part under load, mends it, and tells what it cost.

`python -m bench.chaos [NAME…]` plays them; docs/design/faults.md tells what they mean.
"""
