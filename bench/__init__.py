"""Measures what the project promises, each figure beside the bare tool doing the same work."""
