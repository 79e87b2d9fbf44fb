"""What this floor announces to the floors above.

A listener is called within the sender's transaction, after the rows were flushed: it stays
short, never commits, and leaves slow work as a due row. The sender is always the Session, so
`signal.connect(listener)` gives `listener(session, **fields)`.
"""

from blinker import Namespace

_news = Namespace()

finding_opened = _news.signal(
    "finding-opened",
    doc="A person confirmed a violation: `finding`, with its Restaurant and Station loaded.",
)
finding_closed = _news.signal(
    "finding-closed",
    doc="A Finding ended, verified, annulled or withdrawn: `finding`; its state tells which.",
)
finding_published = _news.signal(
    "finding-published",
    doc="The bureau decided about publishing: `publication`, with its Finding loaded.",
)
