"""What the rounds announce to the floors above.

A listener is called within the sender's transaction, after the rows were flushed: it stays
short, never commits, and leaves slow work as a due row. The sender is always the Session, so
`signal.connect(listener)` gives `listener(session, **fields)`.
"""

from blinker import Namespace

_news = Namespace()

cameras_looked_at = _news.signal(
    "cameras-looked-at",
    doc="Looks were noted: `observations`, those that were new, in order of their time.",
)
outage_opened = _news.signal(
    "outage-opened", doc="A Camera began to fail: `outage`, a CameraOutage."
)
outage_closed = _news.signal(
    "outage-closed", doc="A Camera shows a good picture again: `outage`, a CameraOutage."
)
fault_opened = _news.signal("fault-opened", doc="The Vendor has to repair: `fault`, a Fault.")
fault_closed = _news.signal(
    "fault-closed", doc="A Fault ended, by proof or withdrawn: `fault`, a Fault."
)
leads_found = _news.signal(
    "leads-found",
    doc="The machine found what a person should judge: `leads`, FoundLeads; `now`. Sent in a"
    " transaction of its own; its files are written before it is committed.",
)
