"""Writes about patrols, one public function an act; none commits."""

from portal.patrols.operations.forgetting import forget_snapshots
from portal.patrols.operations.patrols import Launch, add_patrol, launch_patrol
from portal.patrols.operations.plans import draw_plan, promise_plan, reveal_seed
from portal.patrols.operations.snapshots import (
    Confirmed,
    NewSnapshot,
    end_as_finding,
    end_as_nothing,
    keep_snapshot,
    view_snapshot,
)
from portal.patrols.operations.telling import tell_patrols
from portal.patrols.operations.tidying import drop_gone
from portal.patrols.operations.visits import (
    VisitForm,
    begin_visit,
    drop_visit,
    end_visit,
    save_visit,
)

__all__ = [
    "Confirmed",
    "Launch",
    "NewSnapshot",
    "VisitForm",
    "add_patrol",
    "begin_visit",
    "draw_plan",
    "drop_gone",
    "drop_visit",
    "end_as_finding",
    "end_as_nothing",
    "end_visit",
    "forget_snapshots",
    "keep_snapshot",
    "launch_patrol",
    "promise_plan",
    "reveal_seed",
    "save_visit",
    "tell_patrols",
    "view_snapshot",
]
