"""The contract of a demo: its fee is published, and one clause; all else is synthetic and says so.

Published: 642.72 万元 for two years, 385.63 of them in the first, and 95 % online.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contracts.kinds import ClauseKind
from portal.contracts.models import Contract, ContractClause, ContractFee, OwedReport
from portal.rounds.rules.period import Period

PUBLISHED = "绩效评价报告：2021至2022年642.72万元，其中2021年385.63万元"
ONLINE_SOURCE = "项目合同：在线率不低于95%（绩效评价报告）；扣款额为合成"
SUPPOSED = "合成：演示用条款，原合同未公开"
FEES_FEN = (385_630_000, 257_090_000)
ONE_YUAN = 100
LATE = 3  # the report that came late

# Key, kind, wording, threshold, classes, yuan for each unit, yuan at most in a quarter, source.
CLAUSES = (
    ("online", ClauseKind.ONLINE, "日均在线率（剔除经批准的暂停经营）不低于95%",
     "95", (), 500, 40_000, ONLINE_SOURCE),
    ("repair-urgent", ClauseKind.REPAIR, "离线、黑屏和疑似录像冒充，24小时内修复",
     "24", ("DEV-OFF", "DEV-DARK", "DEV-LOOP"), 20, 60_000, SUPPOSED),
    ("repair-other", ClauseKind.REPAIR, "模糊、遮挡、静帧和移位，48小时内修复",
     "48", ("DEV-BLUR", "DEV-COVER", "DEV-FROZEN", "DEV-MOVED"), 10, 30_000, SUPPOSED),
    ("connection", ClauseKind.CONNECTION, "名录内应接入的餐饮单位全部接入",
     "0", (), 200, 40_000, SUPPOSED),
    ("cameras", ClauseKind.CAMERAS, "每家餐饮单位不少于5个摄像头",
     "5", (), 50, 20_000, SUPPOSED),
    ("displays", ClauseKind.DISPLAYS, "每家餐饮单位配置视频展示屏",
     "0", (), 100, 10_000, SUPPOSED),
    ("reports", ClauseKind.REPORTS, "每季度结束后十日内提交运维报告",
     "0", (), 5_000, 5_000, SUPPOSED),
)  # fmt: skip


def seed_contract(session: Session, *, year: int, today: date) -> bool:
    """Write the contract of `year` and the next, unless there is one; whether it wrote."""
    if session.scalar(select(Contract.id).limit(1)) is not None:
        return False
    first, until = date(year, 1, 1), date(year + 2, 1, 1)
    session.add(
        Contract(
            code=f"HT-{year}-001",
            name="“互联网+明厨亮灶”服务委托合同",
            vendor="合成示例·服务供应商",
            starts_on=first,
            until=until,
            source=PUBLISHED,
            fees=[ContractFee(year=year + place, fen=fen) for place, fen in enumerate(FEES_FEN)],
            clauses=list(_clauses(first)),
            deliveries=list(_reports(first, until, today=today)),
        )
    )
    session.flush()
    return True


def _clauses(first: date) -> Iterator[ContractClause]:
    for key, kind, wording, threshold, codes, each, most, source in CLAUSES:
        yield ContractClause(
            key=key, version=1, kind=kind, starts_on=first, until=None, wording=wording,
            threshold=threshold, codes=sorted(codes), fen_each=each * ONE_YUAN,
            most_fen=most * ONE_YUAN, source=source,
        )  # fmt: skip


def _reports(first: date, until: date, *, today: date) -> Iterator[OwedReport]:
    """A report a quarter, ten days after it; the third came late."""
    day, number = Period.quarter_of(first).until, 1
    while day < until:
        due = day.replace(day=10)
        came = due.replace(day=16 if number == LATE else 8)
        yield OwedReport(
            name=f"第{number}期运维报告（合成）", due_on=due,
            delivered_on=came if came <= today else None,
            proof=f"合成-{number}" if came <= today else "",
        )  # fmt: skip
        day, number = Period.quarter_of(day).until, number + 1
