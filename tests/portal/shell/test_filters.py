"""How figures and moments read, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from markupsafe import Markup

from portal.shell import clock
from portal.shell.rules import Ratio

NOW = datetime(2026, 11, 23, 13, 58, tzinfo=UTC)  # 21:58 in the district
THAT_MORNING = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)
DAYS_BEFORE = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)
YEAR_BEFORE = datetime(2025, 12, 31, 16, 5, tzinfo=UTC)  # already 2026 in the district
LAST_YEAR = datetime(2025, 12, 31, 15, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def reads(app):
    """The text of a template expression, to a reader of this language."""

    def read(expression, language, **values):
        path = "/en/healthz" if language == "en" else "/healthz"
        base = {"SCRIPT_NAME": "/en"} if language == "en" else {}
        with app.test_request_context(path, environ_overrides=base):
            return app.jinja_env.from_string("{{ " + expression + " }}").render(**values)

    return read


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Ratio(401, 460), "87.17\xa0% (401/460)", "87.17%（401/460）"),
        (Ratio(2611, 2683), "97.32\xa0% (2,611/2,683)", "97.32%（2,611/2,683）"),
        (Ratio(0, 460), "0.00\xa0% (0/460)", "0.00%（0/460）"),
        (Ratio(1, 8), "12.50\xa0% (1/8)", "12.50%（1/8）"),
        (Ratio(2210, 460), "480.43\xa0% (2,210/460)", "480.43%（2,210/460）"),
    ],
)
def test_ratio_never_stands_without_its_two_counts(reads, value, english, chinese):
    assert reads("v|ratio", "en", v=value) == english
    assert reads("v|ratio", "zh", v=value) == chinese


def test_number_of_a_plural_text_has_its_thousands_set_apart(reads):
    text = 'ngettext("%(num)s finding", "%(num)s findings", v)'
    assert reads(text, "en", v=2210) == "2,210 findings"
    assert reads(text, "zh", v=2210) == "2,210 个违规问题"


def test_ratio_is_rounded_to_the_places_asked_for(reads):
    assert reads("v|ratio(1)", "en", v=Ratio(401, 460)) == "87.2\xa0% (401/460)"
    assert reads("v|percent(0)", "zh", v=Ratio(401, 460)) == "87%"


@pytest.mark.parametrize(
    "expression",
    ["v|ratio", "v|percent", "v|count", "v|moment", "v|day", "v|clock_time", "v|since",
     "v|duration"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_unknown_is_said_as_unknown_never_as_zero(reads, app, expression, language):
    assert reads(expression, language, v=None) == ("no data" if language == "en" else "暂无数据")


@pytest.mark.parametrize("expression", ["v|ratio", "v|percent"])
def test_share_over_nothing_does_not_apply_and_is_no_missing_figure(reads, expression):
    assert reads(expression, "en", v=Ratio(0, 0)) == "n/a"
    assert reads(expression, "zh", v=Ratio(0, 0)) == "不适用"


def test_sentences_stand_behind_one_another_as_the_language_sets_them(reads):
    assert reads("sentences('A.', '', 'B.')", "en") == "A. B."
    assert reads("sentences('甲。', '', '乙。')", "zh") == "甲。乙。"


def test_period_in_a_heading_stays_in_one_line(reads):
    assert reads("'2021Q4'|period|whole", "zh") == '<span class="whole">2021年第4季度</span>'
    assert reads("'<b>'|whole", "zh") == '<span class="whole">&lt;b&gt;</span>'


def test_sentences_of_which_one_is_html_escape_the_others(reads):
    said = reads("sentences(html, '<b>')", "en", html=Markup("<i>A</i>"))

    assert said == "<i>A</i> &lt;b&gt;"


@pytest.mark.parametrize(
    ("expression", "english", "chinese"),
    [
        ("'2021'|period", "2021", "2021"),
        ("'2021Q4'|period", "Q4 2021", "2021年第4季度"),
        ("'2021H1'|period", "first half of 2021", "2021年上半年"),
        ("'2021H2'|period", "second half of 2021", "2021年下半年"),
        ("'2021-03'|month", "March 2021", "2021年3月"),
    ],
)
def test_a_period_is_named_as_people_say_it(reads, expression, english, chinese):
    assert (reads(expression, "en"), reads(expression, "zh")) == (english, chinese)


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (460, "460"), (2210, "2,210")])
def test_count_sets_thousands_apart(reads, number, text):
    assert reads("v|count", "en", v=number) == text


@pytest.mark.parametrize(
    ("expression", "value", "english", "chinese"),
    [
        ("v|moment", NOW, "23 Nov 21:58", "11-23 21:58"),
        ("v|moment", YEAR_BEFORE, "1 Jan 00:05", "01-01 00:05"),
        ("v|moment", LAST_YEAR, "31 Dec 2025 23:05", "2025-12-31 23:05"),
        ("v|day", NOW, "23 November 2026", "2026年11月23日"),
        ("v|day", YEAR_BEFORE, "1 January 2026", "2026年1月1日"),
        ("v|day", date(2026, 3, 4), "4 March 2026", "2026年3月4日"),
        ("v|clock_time", NOW, "21:58", "21:58"),
        ("v|machine_time", NOW, "2026-11-23T13:58:00Z", "2026-11-23T13:58:00Z"),
        ("v|machine_time", date(2026, 3, 4), "2026-03-04", "2026-03-04"),
    ],
)
def test_moments_are_told_on_the_districts_clock(reads, expression, value, english, chinese):
    assert reads(expression, "en", v=value) == english
    assert reads(expression, "zh", v=value) == chinese


@pytest.mark.parametrize(
    ("value", "text"), [(THAT_MORNING, "since 14:20"), (DAYS_BEFORE, "since 20 Nov 14:20")]
)
def test_since_tells_the_day_only_when_it_is_not_today(reads, value, text):
    assert reads("v|since", "en", v=value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (6.9, "6 seconds"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (3600, "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_duration_is_told_in_its_largest_whole_unit(reads, value, text):
    assert reads("v|duration", "en", v=value) == text


def test_naive_moment_is_refused(reads):
    with pytest.raises(ValueError, match="time zone"):
        reads("v|moment", "en", v=datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose


def test_a_number_of_a_record_is_not_parted_and_what_is_around_it_escaped(reads):
    said = reads("v|unbroken", "en", v="<b> of XS-2026-000123, not of X-1")

    assert said == '&lt;b&gt; of <span class="unbroken">XS-2026-000123</span>, not of X-1'


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", 'Bin of <span lang="zh-Hans">渔港（3号）</span>: &lt;2'),
        ("zh_Hans_CN", "Bin of 渔港（3号）: &lt;2"),
    ],
)
def test_chinese_in_an_english_page_is_marked(reads, locale, text):
    assert reads("v|own_language", locale, v="Bin of 渔港（3号）: <2") == text
