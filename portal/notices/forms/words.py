"""What states, means and refusals of notices are called."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.forms import name_acts
from portal.notices.forms.kinds import Wording, name_kinds
from portal.notices.kinds import PERSONAL, DeliveryState, Means, Severity, Trouble
from portal.notices.rules.webhooks import ChannelFault, ChannelRefused
from portal.notices.rules.wishes import WishFault, WishRefused
from portal.shell.errors import says
from portal.shell.languages import CHINESE, ENGLISH

MEANS: dict[Means, LazyString] = {
    Means.MAIL: lazy_gettext("E-mail"),
    Means.SMS: lazy_gettext("SMS"),
    Means.WECOM: lazy_gettext("WeCom group"),
    Means.DINGTALK: lazy_gettext("DingTalk group"),
    Means.FEISHU: lazy_gettext("Feishu group"),
    Means.WEBHOOK: lazy_gettext("Webhook"),
}
STATES: dict[DeliveryState, LazyString] = {
    DeliveryState.QUEUED: lazy_gettext("waiting"),
    DeliveryState.SENT: lazy_gettext("sent"),
    DeliveryState.FAILED: lazy_gettext("failed, to be tried again"),
    DeliveryState.GIVEN_UP: lazy_gettext("given up"),
}
TONES = {
    DeliveryState.QUEUED: "late",
    DeliveryState.SENT: "live",
    DeliveryState.FAILED: "late",
    DeliveryState.GIVEN_UP: "down",
}
SEVERITIES: dict[Severity, LazyString] = {
    Severity.I: lazy_gettext("Class I: at once, by day and night"),
    Severity.II: lazy_gettext("Class II: within hours"),
    Severity.III: lazy_gettext("Class III: in the daily digest"),
}
SEVERITY_TONES = {Severity.I: "down", Severity.II: "late", Severity.III: "closed"}
SHORT_SEVERITIES: dict[Severity, LazyString] = {
    Severity.I: lazy_gettext("urgent"),
    Severity.II: lazy_gettext("important"),
    Severity.III: lazy_gettext("to know"),
}
TROUBLES: dict[Trouble, LazyString] = {
    Trouble.NO_ANSWER: lazy_gettext("the other side could not be reached"),
    Trouble.TIMED_OUT: lazy_gettext("the other side did not answer in time"),
    Trouble.REFUSED: lazy_gettext("the other side refused it"),
    Trouble.OVERLOADED: lazy_gettext("the other side is overloaded"),
    Trouble.GONE: lazy_gettext("the other side wants no more of them"),
    Trouble.REDIRECTED: lazy_gettext("the other side sent us elsewhere, which is not followed"),
    Trouble.ADDRESS_BARRED: lazy_gettext("the address leads into a network that is barred"),
    Trouble.UNREADABLE: lazy_gettext("the stored address needs a key that is missing"),
    Trouble.NOT_SET_UP: lazy_gettext("this means is not set up on this portal"),
    Trouble.CHANNEL_CLOSED: lazy_gettext("the channel is closed"),
    Trouble.NOBODY: lazy_gettext("the person has no such address any more"),
}
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
WISH_FAULTS = {
    WishFault.MAIL_MALFORMED: lazy_gettext("This is no mail address such as wang@district.cn."),
    WishFault.PHONE_MALFORMED: lazy_gettext("This is no mobile number of 11 digits."),
    WishFault.QUIET_HALF: lazy_gettext("Quiet hours need a beginning and an end, or neither."),
}
CHANNEL_FAULTS = {
    ChannelFault.NAME_MISSING: lazy_gettext("Please name the channel."),
    ChannelFault.MEANS_UNKNOWN: lazy_gettext("Please choose what kind of channel it is."),
    ChannelFault.ADDRESS_MALFORMED: lazy_gettext(
        "A webhook needs an address that begins with https://, without user and password."
    ),
    ChannelFault.TOKEN_MALFORMED: lazy_gettext(
        "Enter only the robot's token, which is the last part of its address: letters, digits, - "
        "and _."
    ),
    ChannelFault.STATION_UNKNOWN: lazy_gettext("The register knows no such station."),
    ChannelFault.CLOSED: lazy_gettext("This channel is closed. Please open it again first."),
}
DONE = {
    "wished": lazy_gettext("Your wishes are kept."),
    "opened": lazy_gettext("The channel is open. A test message shows whether it works."),
    "closed": lazy_gettext("Nothing is sent there any more."),
    "reopened": lazy_gettext("From the next notice on, the channel is used again."),
    "tested": lazy_gettext("A test message is on its way. It is sent within a minute."),
    "retried": lazy_gettext("It is tried again within a minute."),
}
WISH_PLACES = {
    WishFault.MAIL_MALFORMED: "mail",
    WishFault.PHONE_MALFORMED: "phone",
    WishFault.QUIET_HALF: "quiet_until",
}
CHANNEL_PLACES = {
    ChannelFault.NAME_MISSING: "name",
    ChannelFault.ADDRESS_MALFORMED: "address",
    ChannelFault.TOKEN_MALFORMED: "address",
    ChannelFault.STATION_UNKNOWN: "station",
}
TEST_KIND = "notices.test"


def register_texts() -> None:
    """Say in the reader's language what this floor's errors and acts mean."""
    says(
        WishRefused,
        lambda error: str(WISH_FAULTS[error.fault]),
        field=lambda error: WISH_PLACES[error.fault],
    )
    says(
        ChannelRefused,
        lambda error: str(CHANNEL_FAULTS[error.fault]),
        field=lambda error: CHANNEL_PLACES.get(error.fault, "means"),
    )
    name_acts(
        {
            "notices.wished": lazy_gettext("Ways of being told changed"),
            "channel.opened": lazy_gettext("Channel opened"),
            "channel.closed": lazy_gettext("Channel closed"),
            "channel.reopened": lazy_gettext("Channel opened again"),
            "channel.key_renewed": lazy_gettext("Signing key renewed"),
            "channel.tested": lazy_gettext("Test message sent"),
            "delivery.retried": lazy_gettext("Delivery tried again"),
            "text.retried": lazy_gettext("Text to a citizen tried again"),
        },
        subjects={
            "channel": lazy_gettext("channel"), "delivery": lazy_gettext("delivery"),
        },
        facts={
            "means": lazy_gettext("means"), "quiet": lazy_gettext("quiet hours"),
            "name": lazy_gettext("name"), "trouble": lazy_gettext("trouble"),
        },
        values={
            "means": MEANS,
            "trouble": TROUBLES,
        },
    )  # fmt: skip
    name_kinds({
        TEST_KIND: Wording(
            name=lazy_gettext("Test message"),
            title=lazy_gettext("Test message to “%(channel)s”"),
            body=lazy_gettext("If you can read this, notices of the portal arrive here."),
        ),
    })  # fmt: skip


def done_text(done: str) -> str:
    """What stands above a page after an act; "" for none."""
    return str(DONE.get(done, ""))


def language_choices() -> Sequence[tuple[str, str]]:
    """Languages in their own words, for a list to choose from."""
    return list(LANGUAGES.items())


def severity_choices() -> Sequence[tuple[str, str]]:
    """Severities with their words, for a list to choose from."""
    return [(each.value, str(text)) for each, text in SEVERITIES.items()]


def channel_choices() -> Sequence[tuple[str, str]]:
    """Means that a channel can be, for a list to choose from."""
    return [(each.value, str(text)) for each, text in MEANS.items() if each not in PERSONAL]


def means_choices() -> Sequence[tuple[str, str]]:
    """All means, for a list to choose from."""
    return [(each.value, str(text)) for each, text in MEANS.items()]


def state_choices() -> Sequence[tuple[str, str]]:
    """All states of a delivery, for a list to choose from."""
    return [(each.value, str(text)) for each, text in STATES.items()]


def inbox_title(unread: int) -> str:
    """What the way to the inbox says to who cannot see its figure."""
    return str(_("Notices, %(count)s of them unread", count=unread))
