"""Pingshan's plan and money of 2021: the sums are published, everything else is synthetic.

The published plan words two goals, convenience and satisfaction, without a number, and none for
what one effect may cost; source: docs/ref/indicators.md.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.evaluation.kinds import Band, Operator, Unit
from portal.evaluation.models import (
    BudgetLine,
    EvaluationPlan,
    LineJudgement,
    Payment,
    PlanGoal,
)

YEAR = 2021
WAN_FEN = 1_000_000  # fen in 1 万元
BASIS = (
    "《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）；"
    "坪山区2021年“互联网+明厨亮灶”项目绩效目标申报表（合成）"
)
SUPPOSED = "合成：演示用目标"

# Line, wording, number, where it is written; 385.63 of 642.72 万元 fall to 2021.
GOALS = (
    ("goals", "绩效目标明确、量化", "100", SUPPOSED),
    ("execution", "预算执行率", "100", SUPPOSED),
    ("connection", "重点餐饮单位接入率100%", "100", "2021年工作任务：460家全部接入"),
    ("online", "每季度在线率不低于95%", "95", "项目合同"),
    ("cameras", "每家餐饮单位不少于5个摄像头", "100", "建设标准"),
    ("displays", "每家餐饮单位配置展示屏", "100", "建设标准"),
    ("patrols", "全年巡检任务75次", "75", SUPPOSED),
    ("coverage", "巡检覆盖全部餐饮单位", "100", SUPPOSED),
    ("rectification", "问题整改及时率", "90", SUPPOSED),
)
VAGUE = (("convenience", "市民参与便利"), ("satisfaction", "公众对食品安全满意"))
JUDGEMENTS = (
    ("approval", Band.GOOD, 92),
    ("budgeting", Band.GOOD, 85),
    ("compliance", Band.GOOD, 95),
    ("institutions", Band.FAIR, 60),
    ("dynamics", Band.POOR, 45),
    ("safety", Band.GOOD, 90),
)
PAYMENTS = ((date(2021, 3, 25), 115.69), (date(2021, 7, 22), 154.25), (date(2021, 12, 20), 115.69))


def seed_evaluation(session: Session) -> bool:
    """Write plan, goals, judgements and money, unless the year has a plan; whether it wrote."""
    if session.scalar(select(EvaluationPlan.id).where(EvaluationPlan.year == YEAR)) is not None:
        return False
    session.add(EvaluationPlan(year=YEAR, basis=BASIS, goals=list(_goals()),
                               judgements=list(_judgements())))  # fmt: skip
    session.add_all(_money())
    session.flush()
    return True


def _goals() -> Iterator[PlanGoal]:
    for line, text, number, source in GOALS:
        unit = Unit.COUNT if line == "patrols" else Unit.PERCENT
        yield PlanGoal(line=line, text=text, operator=Operator.AT_LEAST, number=number, unit=unit,
                       source=source)  # fmt: skip
    for line, text in VAGUE:
        yield PlanGoal(line=line, text=text)


def _judgements() -> Iterator[LineJudgement]:
    for line, band, share in JUDGEMENTS:
        yield LineJudgement(line=line, band=band, share=share, evidence="合成：演示用佐证材料")


def _money() -> Iterator[BudgetLine]:
    name = "“互联网+明厨亮灶”服务费"
    yield BudgetLine(
        year=YEAR, name=name, fen=_fen(385.63), source="绩效评价报告：2021年385.63万元",
        payments=[
            Payment(paid_on=day, name="服务费（分期为合成）", fen=_fen(wan))
            for day, wan in PAYMENTS
        ],
    )  # fmt: skip
    yield BudgetLine(
        year=YEAR + 1, name=name, fen=_fen(257.09),
        source="绩效评价报告：2021至2022年642.72万元，减2021年",
    )  # fmt: skip


def _fen(wan: float) -> int:
    return round(wan * WAN_FEN)
