"""An empty gunicorn configuration, so that both sides of a comparison run alike."""
