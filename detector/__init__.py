"""Turns a frame into observations; knows nothing of restaurants or the web."""
