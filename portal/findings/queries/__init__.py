"""Reads about Findings; none commits, each says what comes loaded with its rows."""
