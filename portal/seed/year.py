"""The demo's running year: its plan, money and a first stock-taking; all synthetic, and says so."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Actor
from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.models import BudgetLine, EvaluationPlan, Payment, PlanGoal
from portal.evaluation.operations import take_stock
from portal.shell.rules import local_day

ACTOR = Actor.system("seed")
SUPPOSED = "合成：演示用目标"
BASIS = "合成：演示用绩效目标申报表，非真实文件"
ASKED = "合成：在店扫码就餐的顾客", "合成：季度问卷（五级）"
ONE_YUAN = 100

# Line, wording, operator, number, unit.
GOALS = (
    ("goals", "绩效目标明确、量化", Operator.AT_LEAST, "100", Unit.PERCENT),
    ("execution", "预算执行率", Operator.AT_LEAST, "100", Unit.PERCENT),
    ("connection", "重点餐饮单位接入率", Operator.AT_LEAST, "100", Unit.PERCENT),
    ("online", "每季度在线率", Operator.AT_LEAST, "95", Unit.PERCENT),
    ("cameras", "每家餐饮单位摄像头达标", Operator.AT_LEAST, "100", Unit.PERCENT),
    ("displays", "每家餐饮单位配置展示屏", Operator.AT_LEAST, "90", Unit.PERCENT),
    ("patrols", "全年巡检任务", Operator.AT_LEAST, "12", Unit.COUNT),
    ("coverage", "巡检覆盖全部餐饮单位", Operator.AT_LEAST, "100", Unit.PERCENT),
    ("rectification", "问题整改及时率", Operator.AT_LEAST, "90", Unit.PERCENT),
    ("repair", "故障按时修复率", Operator.AT_LEAST, "90", Unit.PERCENT),
    ("cost", "每家每年费用（元）", Operator.AT_MOST, "9000", Unit.YUAN),
    ("satisfaction", "公众满意度", Operator.AT_LEAST, "85", Unit.PERCENT),
)
# What the line is called, yuan a year, and yuan of each payment.
SERVICE, SERVICE_YUAN, MONTHLY_YUAN = "“互联网+明厨亮灶”服务费（合成）", 96_000, 7_600
LINES, LINES_YUAN, QUARTERLY_YUAN = "视频专线租用费（合成）", 12_000, 3_000
PAID_ON = 20  # the day of a month


def seed_year(session: Session, *, required_cameras: int, now: datetime) -> bool:
    """Write plan and money of the year that runs, and take stock of it; whether it wrote.

    Nothing where the year has a plan or money already.
    """
    today = local_day(now)
    year = today.year
    planned = session.scalar(select(EvaluationPlan.id).where(EvaluationPlan.year == year))
    paid = session.scalar(select(BudgetLine.id).where(BudgetLine.year == year).limit(1))
    if planned is not None or paid is not None:
        return False
    session.add(EvaluationPlan(year=year, basis=BASIS, goals=list(_goals())))
    session.add_all(_money(year, today=today))
    session.flush()
    if today > date(year, 1, 1):
        take_stock(session, str(year), required_cameras=required_cameras, actor=ACTOR, now=now)
    return True


def _goals() -> Iterator[PlanGoal]:
    for line, text, operator, number, unit in GOALS:
        population, instrument = ASKED if line == "satisfaction" else ("", "")
        yield PlanGoal(
            line=line, text=text, operator=operator, number=number, unit=unit, source=SUPPOSED,
            population=population, instrument=instrument,
        )  # fmt: skip
    yield PlanGoal(line="convenience", text="市民参与便利（合成，未量化）")


def _money(year: int, *, today: date) -> Iterator[BudgetLine]:
    days = [date(year, month, PAID_ON) for month in range(1, 13)]
    for name, yuan, each, months in (
        (SERVICE, SERVICE_YUAN, MONTHLY_YUAN, days),
        (LINES, LINES_YUAN, QUARTERLY_YUAN, days[2::3]),
    ):
        yield BudgetLine(
            year=year, name=name, fen=yuan * ONE_YUAN, source="合成：演示用预算",
            payments=[
                Payment(paid_on=day, name="按期付款（合成）", fen=each * ONE_YUAN)
                for day in months
                if day <= today
            ],
        )  # fmt: skip
