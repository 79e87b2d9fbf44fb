"""How long the picture of a Snapshot is kept."""

from datetime import timedelta

KEPT_WITHOUT_FINDING = timedelta(days=30)
"""Of one in which nothing was found, or which nobody decided about before its Visit was dropped.

It shows people at work and proves nothing against anybody, so it goes as soon as a rejected lead
does: long enough for an inspector's head to look at it, and for a complaint
about the Visit. Source: 个人信息保护法 Art 19, the shortest keeping that its purpose needs.
"""
