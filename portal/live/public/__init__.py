"""The pages and files of this floor, under one blueprint."""

from portal.live.public import embeds, previews, signs, watching
from portal.live.public.blueprint import bp

__all__ = ["bp", "embeds", "previews", "signs", "watching"]
