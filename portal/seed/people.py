"""The demo's people, one a role; invented, with a password that everybody knows."""

from dataclasses import dataclass

from portal.accounts.kinds import Role
from portal.accounts.rules import Grant
from portal.seed.district import FILMED_SCHOOL, SAMPLE, SONGLING

PASSWORD = "demo-kitchen"  # noqa: S105 - known on purpose; accounts refuse it anywhere but here


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as."""

    login: str
    name: str
    grant: Grant


PEOPLE = (
    DemoPerson("demo-bureau", "演示·监管局经办人", Grant(Role.BUREAU_OFFICER)),
    DemoPerson(
        "demo-head", "演示·监管所所长", Grant(Role.STATION_HEAD, station=SAMPLE.station.code)
    ),
    DemoPerson("demo-inspector", "演示·监管员", Grant(Role.INSPECTOR, station=SAMPLE.station.code)),
    DemoPerson("demo-vendor", "演示·服务供应商", Grant(Role.VENDOR)),
    DemoPerson(
        "demo-owner", "演示·餐饮单位负责人", Grant(Role.RESTAURANT_OWNER, restaurant=SAMPLE.code)
    ),
    DemoPerson(
        "demo-staff", "演示·餐饮单位经办人", Grant(Role.RESTAURANT_STAFF, restaurant=SAMPLE.code)
    ),
    DemoPerson("demo-moderator", "演示·审核员", Grant(Role.MODERATOR)),
    DemoPerson("demo-auditor", "演示·财政评价人员", Grant(Role.AUDITOR)),
    DemoPerson("demo-admin", "演示·系统管理员", Grant(Role.SYSADMIN)),
)

COLLEAGUES = (
    DemoPerson(
        "demo-school",
        "演示·学校食堂负责人",
        Grant(Role.RESTAURANT_OWNER, restaurant=FILMED_SCHOOL.code),
    ),
    DemoPerson(
        "demo-inspector-2", "演示·监管员乙", Grant(Role.INSPECTOR, station=SAMPLE.station.code)
    ),
    DemoPerson("demo-inspector-3", "演示·监管员丙", Grant(Role.INSPECTOR, station=SONGLING.code)),
    DemoPerson("demo-inspector-4", "演示·监管员丁", Grant(Role.INSPECTOR, station=SONGLING.code)),
)
"""Further people: each Station has a team to be drawn, and the school answers for what is found."""

EVERYBODY = (*PEOPLE, *COLLEAGUES)
