"""Reads of this floor: what may be shown, what a kitchen shows now, who watches."""

from portal.live.queries.decisions import Decision, decision, embed_origins
from portal.live.queries.elsewhere import (
    EmbeddedKitchen,
    SignedKitchen,
    embedded_kitchen,
    signed_kitchen,
    signed_kitchens,
)
from portal.live.queries.standing import is_active, seen_pictures, standing_at
from portal.live.queries.viewers import asked_again, viewers_now
from portal.live.queries.views import (
    CameraView,
    Evidence,
    KitchenView,
    camera_picture,
    kitchen_view,
    last_word,
    preview_view,
    wall_views,
)

__all__ = [
    "CameraView",
    "Decision",
    "EmbeddedKitchen",
    "Evidence",
    "KitchenView",
    "SignedKitchen",
    "asked_again",
    "camera_picture",
    "decision",
    "embed_origins",
    "embedded_kitchen",
    "is_active",
    "kitchen_view",
    "last_word",
    "preview_view",
    "seen_pictures",
    "signed_kitchen",
    "signed_kitchens",
    "standing_at",
    "viewers_now",
    "wall_views",
]
