"""A restaurant kitchen at work, drawn as its ceiling camera sees it."""

from transcoder.simulator.scene.film import draw_scene
from transcoder.simulator.scene.painting import Picture

__all__ = ["Picture", "draw_scene"]
