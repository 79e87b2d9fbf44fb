"""What a Camera needs before its picture may be published in a given way."""

from collections.abc import Sequence

from portal.registry.kinds import Privacy
from portal.registry.rules.columns import Fault


def privacy_fault(privacy: Privacy, *, basis: str, polygons: Sequence[object]) -> Fault | None:
    """What is missing for `privacy`, None when all is there.

    An open picture needs a recorded legal basis; a masked one without areas would be open.
    """
    if privacy is Privacy.OPEN and not basis.strip():
        return Fault.OPEN_WITHOUT_BASIS
    if privacy is Privacy.MASK and not polygons:
        return Fault.MASK_WITHOUT_AREAS
    return None
