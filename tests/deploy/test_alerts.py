"""When an alert fires and when it does not, by Prometheus' own tool: no clock but the series'."""

from dataclasses import dataclass, field

import yaml

from tests.support.deployed import DEPLOY
from tests.support.prometheus import promtool

RULES = DEPLOY / "prometheus" / "alerts.yml"
ALERTS = {
    rule["alert"]: rule
    for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    for rule in group["rules"]
    if "alert" in rule
}
STEP = 15  # seconds from one scrape to the next
A = 'job="mingchu",instance="a:8000"'
B = 'job="mingchu",instance="b:8000"'
OF_A = {"job": "mingchu", "instance": "a:8000"}
SILENT = f"mingchu_transcoder_silent_seconds{{{A}}}"
LAG = f"mingchu_round_lag_seconds{{{A}}}"
UP, DATABASE = f"up{{{A}}}", f"mingchu_database_up{{{A}}}"
NOTICE = f"mingchu_notice_late_seconds{{{A}}}"


def answers(status, floor="front", pid="7", on=A):
    """The row of a counter of answers."""
    told = f'floor="{floor}",method="GET",status="{status}",process="web",pid="{pid}"'
    return f"mingchu_requests_total{{{told},{on}}}"


def messages(task, result, pid="9"):
    """The row of a counter of messages."""
    told = f'queue="jobs",task="{task}",result="{result}",process="worker",pid="{pid}"'
    return f"mingchu_messages_total{{{told},{A}}}"


def left_out(pid):
    """The row of a counter of frames."""
    return f'mingchu_frames_left_out_total{{process="detector",pid="{pid}",{A}}}'


WELL = {
    UP: "1+0x400",
    DATABASE: "1+0x400",
    LAG: "40+0x400",
    SILENT: "1+0x400",
    answers(200): "0+150x400",  # ten a second
    messages("due_notices", "complete"): "0+1x400",
    messages("due_notices", "error"): "0+0x400",
}


@dataclass(frozen=True)
class Case:
    """Series beside those of a portal that is well, and which alerts fire after how many minutes.

    `fires` holds a minute, the alert, its labels and what it says; at each of those minutes and
    of `quiet` no other alert fires.
    """

    name: str
    series: dict[str, str]
    fires: tuple[tuple[float, str, dict[str, str], str], ...] = ()
    quiet: tuple[float, ...] = ()
    without: tuple[str, ...] = field(default=())

    def document(self):
        """The case as promtool reads it."""
        told = {name: row for name, row in WELL.items() if name not in self.without} | self.series
        moments = sorted({*self.quiet, *(minute for minute, *_ in self.fires)})
        return {
            "name": self.name,
            "interval": f"{STEP}s",
            "input_series": [{"series": name, "values": row} for name, row in told.items()],
            "alert_rule_test": [
                {
                    "eval_time": f"{round(minute * 60)}s",
                    "alertname": alert,
                    "exp_alerts": self.expected(minute, alert),
                }
                for minute in moments
                for alert in ALERTS
            ],
        }

    def expected(self, minute, alert):
        """How `alert` fires at a minute, as promtool is told; nothing where it does not."""
        return [
            {
                "exp_labels": labels | ALERTS[alert]["labels"],
                "exp_annotations": {"summary": said},
            }
            for at, fired, labels, said in self.fires
            if (at, fired) == (minute, alert)
        ]


GONE_SAID = (
    "a:8000 tells no numbers: the machine or its web process is gone, "
    "or it takes too long to answer."
)
NOBODY_SAID = "No web process tells its numbers: nothing of the portal is watched over."
NEVER_SAID = (
    "No camera was ever looked at: no cameras are registered, or worker and detector never ran."
)
MISSING_SAID = (
    "The transcoder of a:8000 has not written anything since the machine started: "
    "diners see stills."
)


def failed(task):
    """What is said of a job that fails."""
    return f"{task} failed, several times or with no success since; see the log for work={task}."


CASES = (
    Case("all is well", {}, quiet=(1, 20)),
    # A node that is away.
    Case(
        "a node vanishes entirely, another stays",
        {UP: "1x19 0+0x100", DATABASE: "1x19 stale", LAG: "40x19 stale", SILENT: "1x19 stale",
         f"up{{{B}}}": "1+0x400", f"mingchu_database_up{{{B}}}": "1+0x400",
         f"mingchu_round_lag_seconds{{{B}}}": "40+0x400"},
        fires=((8, "NodeGone", OF_A, GONE_SAID),),
        quiet=(6.5,),
    ),
    Case(
        "the only node vanishes",
        {UP: "1x19 0+0x100", DATABASE: "1x19 stale", LAG: "40x19 stale", SILENT: "1x19 stale"},
        fires=((8, "NodeGone", OF_A, GONE_SAID), (11, "NodeGone", OF_A, GONE_SAID),
               (11, "NobodyTells", {}, NOBODY_SAID)),
        quiet=(6.5,),
    ),
    Case(
        "every node vanishes from what Prometheus asks",
        dict.fromkeys((UP, DATABASE, LAG, SILENT), "1x19 stale"),
        fires=((11, "NobodyTells", {}, NOBODY_SAID),),
        quiet=(9,),
    ),
    Case("a web process is started anew", {UP: "1x19 0x4 1+0x100"}, quiet=(5.5, 6, 8)),
    Case("another job of the same Prometheus is down",
         {'up{job="node",instance="a:9100"}': "0+0x100"}, quiet=(10,)),
    # The database.
    Case(
        "the database is away: nothing read from it is told",
        {DATABASE: "1x19 0+0x100", LAG: "40x19 stale"},
        fires=((6.25, "DatabaseGone", OF_A, "a:8000 cannot reach the database."),
               (12, "DatabaseGone", OF_A, "a:8000 cannot reach the database.")),
        quiet=(5.5,),
    ),
    Case("the database is started anew", {DATABASE: "1x19 0x2 1+0x100"}, quiet=(5.25, 6, 7)),
    # Looks.
    Case(
        "nobody looks",
        {LAG: "40x10 40+15x100"},
        fires=((8, "NobodyLooks", {},
                "No camera was looked at for 5m 55s; those minutes stay unknown."),),
        quiet=(4, 6.75),
    ),
    Case("looks are late, and come", {LAG: "180+0x100"}, quiet=(10,)),
    Case("a round is late for a minute", {LAG: "40x20 240x4 20+0x100"}, quiet=(5.5, 6.25, 8)),
    Case(
        "nobody ever looked",
        {},
        fires=((16, "NobodyEverLooked", {}, NEVER_SAID),),
        quiet=(14,),
        without=(LAG,),
    ),
    # The transcoder.
    Case(
        "the transcoder is silent",
        {SILENT: "1x19 16+15x100"},
        fires=((7.5, "TranscoderSilent", OF_A,
                "The transcoder of a:8000 is silent for 2m 46s: diners see stills."),),
        quiet=(5.5, 6),
    ),
    Case("a transcoder is slow to write", {SILENT: "30+0x100"}, quiet=(10,)),
    Case(
        "no transcoder runs after a restart of the machine",
        {UP: "1x19 0x4 1+0x100", SILENT: "1x19 stale"},
        fires=((11.5, "TranscoderMissing", OF_A, MISSING_SAID),),
        quiet=(5.5, 8),
    ),
    Case("a machine on which no transcoder ever ran", {}, quiet=(10, 20), without=(SILENT,)),
    Case("a node that was taken away for good",
         {UP: "1x19 stale", DATABASE: "1x19 stale", LAG: "40x19 stale", SILENT: "1x19 stale",
          f"up{{{B}}}": "1+0x400", f"mingchu_database_up{{{B}}}": "1+0x400",
          f"mingchu_round_lag_seconds{{{B}}}": "40+0x400"},
         quiet=(12,)),
    # Answers.
    Case(
        "more than one answer in a hundred fails",
        {answers(500): "0+3x400"},
        fires=((8, "AnswersFail", {}, "1.961% of the answers fail."),),
        quiet=(4,),
    ),
    Case(
        "all answers fail while the database is away",
        {answers(200): "0+150x39 5850+0x100", answers(503): "0x39 0+150x100"},
        fires=((20, "AnswersFail", {}, "100% of the answers fail."),),
        quiet=(9, 14),
    ),
    Case("one answer in two hundred fails", {answers(500): "0+0.75x400"}, quiet=(10, 20)),
    Case("two broken answers of an hour at night",
         {answers(200): "0x20 0+0.25x400", answers(500): "0x30 1x8 2+0x100"},
         quiet=(8, 10, 12.5, 14)),
    Case("kitchens without a picture, and a visit to one",
         {answers(503, "live"): "0+150x400", answers(503, "patrols"): "0+15x400"}, quiet=(10, 20)),
    Case("a node says that it is not ready", {answers(503, "health"): "0+5x400"}, quiet=(10, 20)),
    Case("somebody asks for XML", {answers(501, "live"): "0+50x400"}, quiet=(10, 20)),
    Case("nobody comes", {answers(200): "5+0x400"}, quiet=(10, 20)),
    Case("nobody came since the start", {}, quiet=(10, 20), without=(answers(200),)),
    Case("a web process is killed, its counts begin anew beside the old ones",
         {answers(200): "0+150x40 stale", answers(500): "0+0.5x40 stale",
          answers(200, pid="8"): "_x40 0+150x200", answers(500, pid="8"): "_x40 0+0.5x200"},
         quiet=(10.5, 12, 16)),
    Case("a process comes back with the same number",
         {answers(200): "0+150x40 0+150x200", answers(500): "100+0.5x40 0+0.5x200"},
         quiet=(10.5, 12, 16)),
    # Work of the queues.
    Case(
        "work of each minute fails three times",
        {messages("due_notices", "error"): "0x20 1x3 2x3 3+0x400"},
        fires=((8, "JobFails", {"task": "due_notices"}, failed("due_notices")),),
        quiet=(6, 22),
    ),
    Case("work of each minute fails twice",
         {messages("due_notices", "error"): "0x20 1x3 2+0x400"}, quiet=(5.5, 6, 7, 12, 20)),
    Case(
        "work of each night fails once",
        {messages("destroy_keys", "error"): "0x20 1+0x400",
         messages("destroy_keys", "complete"): "0+0x400"},
        fires=((6, "JobFails", {"task": "destroy_keys"}, failed("destroy_keys")),
               (60, "JobFails", {"task": "destroy_keys"}, failed("destroy_keys"))),
        quiet=(5, 75),
    ),
    Case(
        "work of each hour fails, and the last success is over an hour ago",
        {messages("tidy_files", "complete"): "0x20 1+0x400",
         messages("tidy_files", "error"): "0x260 1+0x400"},
        fires=((71, "JobFails", {"task": "tidy_files"}, failed("tidy_files")),),
        quiet=(66,),
    ),
    Case("work of each hour fails and succeeds again",
         {messages("tidy_files", "error"): "0x20 1+0x400",
          messages("tidy_files", "complete"): "0x10 1x250 2+0x200"},
         quiet=(6, 30, 60, 64, 66, 75)),
    Case("a worker is killed after two failures, and the next begins at none",
         {messages("due_notices", "error"): "0x10 2x20 stale",
          messages("due_notices", "error", pid="10"): "_x30 0+0x400",
          messages("due_notices", "complete", pid="10"): "_x30 0+1x400"},
         quiet=(4, 8, 12, 20)),
    Case("work expires", {messages("look_at", "expired"): "0+1x400"}, quiet=(10, 30)),
    # Notices, frames, figures.
    Case(
        "a notice is stuck",
        {NOTICE: "0x20 901+15x100"},
        fires=((10.5, "NoticesStuck", {}, "A notice waits to be sent for 20m 16s."),),
        quiet=(5.5, 9.5),
    ),
    Case("a notice waits a quarter of an hour", {NOTICE: "900+0x100"}, quiet=(10,)),
    Case("no notice waits", {NOTICE: "800+15x10 stale"}, quiet=(4, 10)),
    Case(
        "two detectors leave out frames",
        {left_out(1): "0+1x400", left_out(2): "0+1x400"},
        fires=((20, "FramesLeftOut", {},
                "The detectors have more frames than they can infer, 0.1 a second; add cores, "
                "here or on another machine."),),
        quiet=(9.5, 16),
    ),
    Case("one detector leaves out a frame in a quarter of a minute",
         {left_out(1): "0+1x400"}, quiet=(15, 30)),
    Case("a detector that left out many is started anew",
         {left_out(1): "50000+0x40 0+0x200", left_out(2): "_x40 70000+0x200"}, quiet=(11, 22)),
    Case(
        "a floor's figures cannot be read",
        {f'mingchu_source_failed{{floor="notices",{A}}}': "0x20 1+0x100"},
        fires=((10.5, "FiguresUnread", OF_A | {"floor": "notices"},
                "The figures of notices cannot be read on a:8000; see the log."),),
        quiet=(5.5, 9.5),
    ),
    Case("a floor's figures are not read once",
         {f'mingchu_source_failed{{floor="notices",{A}}}': "0x20 1 0+0x100"}, quiet=(5.25, 11)),
)  # fmt: skip


def test_the_rules_are_understood():
    ended, said = promtool("check", "rules", "--lint=all", "--lint-fatal", RULES)

    assert ended == 0, said


def test_each_alert_fires_in_a_case_and_is_held_back_in_another():
    fired = {alert for each in CASES for _, alert, *_ in each.fires}

    assert fired == set(ALERTS)
    assert all(each.quiet for each in CASES)


def test_alerts_fire_when_they_should_and_no_others(tmp_path):
    path = tmp_path / "cases.yml"
    document = {
        "rule_files": [str(RULES)],
        "evaluation_interval": f"{STEP}s",
        "tests": [each.document() for each in CASES],
    }
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    ended, said = promtool("test", "rules", path)

    assert ended == 0, said
