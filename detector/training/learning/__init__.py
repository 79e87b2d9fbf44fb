"""The part of training that needs torch (`pip install mingchu[train]`)."""
