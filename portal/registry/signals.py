"""What the register announces to the floors above.

A listener is called within the sender's transaction, after the rows were flushed: it stays
short, never commits, and leaves slow work as a due row. The sender is always the Session, so
`signal.connect(listener)` gives `listener(session, **fields)`.
"""

from blinker import Namespace

_news = Namespace()

calendar_changed = _news.signal(
    "calendar-changed",
    doc="Holidays were entered: `years`, those known anew. Deadlines that were not certain "
    "are to be counted again.",
)
