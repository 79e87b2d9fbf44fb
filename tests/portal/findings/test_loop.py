"""The whole loop through pages: confirmed, answered, appealed, verified, public, expired."""

import io
from datetime import timedelta

from portal.accounts.kinds import Role
from tests.support.factories import NOON
from tests.support.findings import photo


def opened(browser, place):
    """The number of a Finding that an officer confirms by the form."""
    answer = browser.post(
        f"/desk/findings/new/{place.code}",
        data={
            "code": "ENV-BIN", "zone": "CK", "seen": "2026-03-04T11:50", "text": "请盖好垃圾桶",
            "token": "abc", "seen-photo": "",
        },
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    return answer.location.split("/")[-1].split("?")[0]


def sent(browser, number, act, version, **fields):
    """The answer to a form about a Finding."""
    data = {"version": str(version), "token": f"{act}-{version}", **fields}
    return browser.post(f"/desk/findings/{number}/{act}", data=data)


def test_finding_goes_round(as_, place, set_clock):
    inspector, second = as_(Role.INSPECTOR), as_(Role.INSPECTOR)
    owner, bureau = as_(Role.RESTAURANT_OWNER), as_(Role.BUREAU_OFFICER)
    number = opened(inspector, place)
    assert "请盖好垃圾桶" in owner.get(f"/desk/findings/{number}").text

    assert sent(owner, number, "appeal", 1, text="桶盖刚打开").status_code == 303
    assert sent(inspector, number, "reject_appeal", 2, text="不成立").status_code == 403
    set_clock(NOON + timedelta(minutes=20))
    assert sent(second, number, "reject_appeal", 2, text="照片清楚").status_code == 303
    after = {"after": (io.BytesIO(photo()), "after.jpg")}
    assert sent(owner, number, "prove", 3, text="已盖好", **after).status_code == 303
    assert sent(inspector, number, "verify", 4).status_code == 303
    decision = {"kind": "result", "decision": "责令改正，已改正", "reply": "已加强管理"}
    assert sent(bureau, number, "publish", 5, **decision).status_code == 303

    page = inspector.get(f"/desk/findings/{number}")
    assert page.status_code == 200
    assert inspector.get(f"/desk/findings/{number}/evidence.zip").data.startswith(b"PK")


def test_kitchen_page_tells_only_what_was_published(as_, client, place):
    inspector, owner, bureau = (
        as_(Role.INSPECTOR),
        as_(Role.RESTAURANT_OWNER),
        as_(Role.BUREAU_OFFICER),
    )
    number = opened(inspector, place)
    assert "垃圾桶" not in client.get(f"/r/{place.code}").text

    sent(owner, number, "reply", 1, text="店员张三忘记盖桶")
    decision = {"kind": "result", "decision": "责令改正", "reply": "已提醒员工"}
    assert sent(bureau, number, "publish", 2, **decision).status_code == 303

    page = client.get(f"/r/{place.code}").text
    assert "责令改正" in page
    assert "已提醒员工" in page
    assert "张三" not in page
