"""What this floor adds to the figures of a Period."""

from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from portal.findings.contribution import contribute
from portal.notices.kinds import DeliveryState, Means
from portal.notices.models import Delivery, Notice, NoticeChannel
from portal.rounds.contributions import Question
from portal.rounds.pictures import PictureStore
from portal.rounds.rules.period import Period
from tests.support.factories import NOON
from tests.support.leads import make_lead, serving_camera

MARCH = Period("2026-03", date(2026, 3, 1), date(2026, 4, 1))


@pytest.fixture
def sent(session, tmp_path):
    """A lead whose notice reached a group 90 seconds after it was seen."""
    make_lead(session, serving_camera(session), PictureStore(tmp_path / "evidence"))
    channel = NoticeChannel(
        means=Means.WECOM, name="group", address_encrypted="x", least="II",
        language="en", created_at=NOON,
    )  # fmt: skip
    session.add(channel)
    session.flush()
    session.add(Delivery(
        code="msg_1", notice_id=session.scalars(select(Notice.id)).one(), channel_id=channel.id,
        means=Means.WECOM, is_digest=False, state=DeliveryState.SENT, next_at=None,
        sent_at=NOON + timedelta(seconds=90),
    ))  # fmt: skip
    session.flush()


def test_time_from_detection_to_notice_is_among_the_figures(app, session, sent):
    found = contribute(session, Question(MARCH, date(2026, 3, 31)))

    assert found.values["T1-notice"]["seconds_p90"] == 90.0
    with app.test_request_context(), force_locale("en"):
        assert any("median: 1.5 min, 90 % within 1.5 min" in line for line in found.lines())


def test_a_stations_figures_do_not_claim_the_districts_times(session, sent):
    found = contribute(session, Question(MARCH, date(2026, 3, 31), station="no-such"))

    assert found.values["T1-notice"]["notices"] == 0
