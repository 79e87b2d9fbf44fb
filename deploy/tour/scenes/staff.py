"""What staff come to by a form: what is refused, and pages that one act has made."""

from deploy.tour.scenes.scene import WORDS, Scene
from deploy.tour.steps import Attach, Fill, Press
from portal.seed.district import SAMPLE

RECORD = f"/desk/register/{SAMPLE.code}"
ADD_ONE = "main form:has(#add-kind) button"

STAFF = (
    Scene(
        "register-ask-refused",
        f"{RECORD}/ask/suspend",
        (Fill("starts_on", ""), Press()),
        "demo-owner",
    ),
    Scene(
        "register-asked",
        f"{RECORD}/ask/suspend",
        (Fill("reason", "装修"), Fill("ends_on", "{next-week}"), Press()),
        "demo-owner",
        stays=True,
    ),
    Scene(
        "register-status-request",
        "/desk/register/requests",
        (Press("main a[href*='/requests/']"),),
        "demo-bureau",
        stays=True,
    ),
    Scene(
        "register-decide-refused",
        "{register-status-request}",
        (Press("main button[value=refuse]"),),
        "demo-bureau",
    ),
    Scene("register-facts-refused", f"{RECORD}/facts", (Fill("name", ""), Press()), "demo-bureau"),
    Scene(
        "register-hours-refused", f"{RECORD}/hours", (Fill("hours", "总是"), Press()), "demo-bureau"
    ),
    Scene("register-new-refused", "/desk/register/new", (Press(),), "demo-bureau"),
    Scene("register-display-refused", f"{RECORD}/display", (Press(),), "demo-bureau"),
    Scene("register-replace-refused", f"{RECORD}/cameras/1/replace", (Press(),), "demo-bureau"),
    Scene("register-retire-refused", f"{RECORD}/cameras/1/retire", (Press(),), "demo-bureau"),
    Scene(
        "findings-new-refused",
        f"/desk/findings/new/{SAMPLE.code}",
        (Fill("text", WORDS), Press()),
        "demo-bureau",
    ),
    Scene(
        "findings-act-refused",
        "/desk/findings?queue=all",
        (Press("main a[href*='/desk/findings/V-']"), Press()),
        "demo-bureau",
    ),
    Scene("findings-lead", "/desk/leads/{lead}", (), "demo-inspector"),
    Scene("rounds-fault", "/desk/faults/{fault}", (), "demo-vendor"),
    Scene("rounds-camera-new", "/desk/cameras/{camera}", (), "demo-bureau"),
    Scene("regions-refused", "/desk/cameras/{camera}/regions", (Press(),), "demo-bureau"),
    Scene(
        "casedesk-act-refused",
        "/desk/cases?queue=all",
        (
            Press("main a[href*='/desk/cases/']"),
            Press("main form[action$='/transfer'] button.button"),
        ),
        "demo-bureau",
    ),
    Scene(
        "casedesk-unlisted-case",
        "/desk/unlisted",
        (Press("main a[href*='/desk/unlisted/']"),),
        "demo-bureau",
        stays=True,
    ),
    Scene(
        "casedesk-unlisted-refused",
        "{casedesk-unlisted-case}",
        (Press("main form[action$='/attach'] button"),),
        "demo-bureau",
    ),
    Scene("casedesk-responses-refused", "/desk/responses", (Press(),), "demo-owner"),
    Scene("patrols-launch-refused", "/desk/patrols/launch", (Press(),), "demo-bureau"),
    Scene(
        "patrols-plans-refused", "/desk/patrols/plans", (Fill("year", ""), Press()), "demo-bureau"
    ),
    Scene("patrols-plan-promised", "/desk/patrols/plans", (Press(),), "demo-bureau", stays=True),
    Scene(
        "patrols-visit-dropped",
        "/desk/patrols/tasks",
        (
            Press("main a[href*='/tasks/X-']"),
            Press("main a[href*='/visits/']"),
            Press("main form[action$='/drop'] button"),
        ),
        "demo-bureau",
        stays=True,
    ),
    Scene(
        "surveys-new-wave-refused",
        "/desk/surveys/new",
        (Fill("starts_on", ""), Press()),
        "demo-bureau",
    ),
    Scene("surveys-slips-refused", "/desk/surveys/slips", (Press(),), "demo-bureau"),
    Scene(
        "surveys-slips-printed",
        f"/desk/surveys/slips?code={SAMPLE.code}",
        (Press(),),
        "demo-bureau",
    ),
    Scene("surveys-wave-drawn", "/desk/surveys/new", (Press(), Press()), "demo-bureau", stays=True),
    Scene(
        "surveys-slot",
        "{surveys-wave-drawn}",
        (Press("main a[href*='/slots/']"),),
        "demo-bureau",
        stays=True,
    ),
    Scene("surveys-slot-refused", "{surveys-slot}", (Fill("invited", "x"), Press()), "demo-bureau"),
    Scene("surveys-slot-slips", "{surveys-slot}/slips", (), "demo-bureau"),
    Scene("surveys-enter", f"/desk/surveys/answers/new?code={SAMPLE.code}", (), "demo-bureau"),
    Scene("surveys-enter-refused", "/desk/surveys/answers/new", (Press(),), "demo-bureau"),
    Scene("surveys-decide-refused", "/desk/surveys/set-aside/1", (Press(),), "demo-bureau"),
    Scene("surveys-appeal", "/desk/surveys/set-aside/1/object", (), "demo-owner"),
    Scene("surveys-appeal-refused", "/desk/surveys/set-aside/1/object", (Press(),), "demo-owner"),
    Scene("contracts-refused", "/desk/contracts", (Press(),), "demo-bureau"),
    Scene(
        "contracts-clause-refused",
        "/desk/contracts/HT-2025-001",
        (Press("main form[action$='/clauses'] button"),),
        "demo-bureau",
    ),
    Scene("evaluation-patterns", "/desk/evaluation/patterns", (), "demo-auditor"),
    Scene(
        "evaluation-begin-refused",
        "/desk/evaluation",
        (Fill("year", ""), Press("main form[action$='/evaluation'] button")),
        "demo-bureau",
    ),
    Scene(
        "evaluation-monitored",
        "/desk/evaluation",
        (Fill("year", "{year}"), Press("main form[action$='/evaluation'] button")),
        "demo-bureau",
        stays=True,
    ),
    Scene(
        "evaluation-explain-refused",
        "{evaluation-monitored}",
        (Press("main form[action$='/monitoring'] button"),),
        "demo-bureau",
    ),
    Scene("evaluation-plan-refused", "/desk/evaluation/{year}/plan", (Press(),), "demo-bureau"),
    Scene(
        "evaluation-template-refused",
        "/desk/evaluation/{year}/template",
        (Fill("weight-budgeting", "99"), Press()),
        "demo-bureau",
    ),
    Scene(
        "evaluation-payment-refused",
        "/desk/evaluation/{year}/money",
        (Press("main form[action$='/payments'] button"),),
        "demo-bureau",
    ),
    Scene(
        "evaluation-file-refused",
        "/desk/evaluation/{year}/money",
        (
            Attach("file", "money.csv", "a,b\n1,2\n"),
            Press("main form[action$='/file'] button"),
        ),
        "demo-bureau",
    ),
    Scene(
        "evaluation-judgement-refused",
        "/desk/evaluation/{year}/judgements",
        (Press(),),
        "demo-auditor",
    ),
    Scene(
        "evaluation-closed",
        "/desk/evaluation",
        (Press("main form[action$='/close'] button"),),
        "demo-auditor",
        stays=True,
    ),
    Scene(
        "evaluation-closed-figure",
        "{evaluation-closed}",
        (Press("main a[href*='/figures/']"),),
        "demo-auditor",
        stays=True,
    ),
    Scene("evaluation-closed-report", "{evaluation-closed}/report", (), "demo-auditor"),
    Scene(
        "evaluation-points-refused", "{evaluation-closed}/points", (Press(ADD_ONE),), "demo-auditor"
    ),
)
