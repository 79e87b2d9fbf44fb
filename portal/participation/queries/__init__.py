"""Reads of this floor; none commits."""
