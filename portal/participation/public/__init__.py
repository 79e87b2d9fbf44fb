"""What everybody may use, without login."""
