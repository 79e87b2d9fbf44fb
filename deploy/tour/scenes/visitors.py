"""What citizens come to by a form: questions, a complaint, their own case."""

from deploy.tour.scenes.scene import COMPLAINT, GOES_ON, KIND, PLACE, WORDS, Scene
from deploy.tour.steps import Attach, Fill, Press

UNLISTED = "/tell/unlisted/complaint"
SEND = "main form [name=go][value=send].button"
MISTYPED = "1" * 16
SAID = (*KIND, Fill("text", WORDS), Fill("claim", "退一赔三"), GOES_ON)
PICTURED = (*SAID, GOES_ON)
WHO = (Fill("name", "演示·顾客"), Fill("phone", "000-00000"), Fill("address", "演示市演示路 1 号"))
TOLD = (*PICTURED, *WHO, GOES_ON)
FOUND = (Fill("number", "{number}"), Fill("code", "{code}"), Press())
ANSWERING = (Fill("answer", "poor"), Press())
TO_THE_REMARK = (*ANSWERING, *(Press("main [name=skip]"),) * 6)

VISITORS = (
    Scene("offline", "/offline"),
    Scene("offline-unsent", "/offline?unsent=1"),
    Scene("live-preview", "/stage/preview", stays=True),
    Scene("live-ended", "/live/{camera}/g/none/"),
    Scene("gallery", "/gallery"),
    Scene("participation-rate-unanswered", f"{PLACE}/rate", (Press(),)),
    Scene(
        "participation-rate-code-unknown",
        f"{PLACE}/rate",
        (Fill("answer", "good"), Fill("code", "2222-2222"), Press()),
    ),
    Scene("participation-step", f"{PLACE}/rate", ANSWERING, stays=True),
    Scene("participation-step-unanswered", "{participation-step}", (Press(),)),
    Scene("participation-remark", f"{PLACE}/rate", TO_THE_REMARK, stays=True),
    Scene(
        "participation-remark-long",
        "{participation-remark}",
        (Fill("answer", "味道不错。" * 260), Press()),
    ),
    Scene("participation-thanks", f"{PLACE}/rate/thanks"),
    Scene("participation-thanks-low", f"{PLACE}/rate/thanks?low=1"),
    Scene("participation-gone", f"{PLACE}/rate/none/2"),
    Scene("cases-tell-complaint", COMPLAINT),
    Scene("cases-tell-insider", f"{PLACE}/tell/insider"),
    Scene("cases-tell-nothing-chosen", COMPLAINT, (GOES_ON,)),
    Scene("cases-tell-words", COMPLAINT, KIND),
    Scene("cases-tell-words-refused", COMPLAINT, (*KIND, GOES_ON)),
    Scene("cases-tell-ill", COMPLAINT, (Fill("category", "ill"), GOES_ON)),
    Scene("cases-tell-pictures", COMPLAINT, SAID),
    Scene(
        "cases-tell-pictures-refused",
        COMPLAINT,
        (*SAID, Attach("photo", "photo.jpg", "no picture"), GOES_ON),
    ),
    Scene("cases-tell-you", COMPLAINT, PICTURED),
    Scene("cases-tell-you-refused", COMPLAINT, (*PICTURED, GOES_ON)),
    Scene("cases-tell-check", COMPLAINT, TOLD),
    Scene("cases-tell-too-quick", COMPLAINT, (*TOLD, Press(SEND))),
    Scene("cases-kept", COMPLAINT, (*TOLD, Press(SEND, until="/kept")), stays=True),
    Scene("cases-tell-unlisted-complaint", UNLISTED),
    Scene("cases-tell-unlisted-refused", UNLISTED, (Press(),)),
    Scene(
        "cases-unlisted-kept",
        UNLISTED,
        (
            Fill("place_name", "巷口小吃"),
            Fill("place_address", "演示路 9 号旁"),
            Fill("category", "dirty"),
            Fill("text", WORDS),
            Fill("claim", "道歉"),
            *WHO,
            Press(until="/cases/unlisted/"),
        ),
        stays=True,
    ),
    Scene(
        "cases-look-up-mistyped",
        "/cases",
        (Fill("number", "{number}"), Fill("code", MISTYPED), Press()),
    ),
    Scene(
        "cases-look-up-unknown",
        "/cases",
        (Fill("number", "XS-2020-000001"), Fill("code", "{code}"), Press()),
    ),
    Scene("cases-follow-decided", "/cases", FOUND, stays=True),
    Scene("cases-receipt", "{cases-follow-decided}/receipt"),
    Scene(
        "cases-receipt-unknown",
        "{cases-follow-decided}/receipt",
        (Fill("receipt", "1a2b-3c4d-5e6f-7a8b"), Press()),
    ),
    Scene("cases-rate", "{cases-follow-decided}/rate"),
    Scene("cases-rate-refused", "{cases-follow-decided}/rate", (Press(),)),
    Scene("cases-reopen", "{cases-follow-decided}/reopen"),
    Scene("cases-reopen-refused", "{cases-follow-decided}/reopen", (Press(),)),
    Scene("cases-follow-new", "{cases-kept}", (Press("main .deeds a.button"),), stays=True),
    Scene("cases-edit", "{cases-follow-new}/edit"),
    Scene("cases-edit-refused", "{cases-follow-new}/edit", (Fill("text", ""), Press())),
    Scene("cases-add", "{cases-follow-new}/add"),
    Scene(
        "cases-add-refused",
        "{cases-follow-new}/add",
        (Attach("photo", "photo.jpg", "no picture"), Press()),
    ),
    Scene("cases-clip", "{cases-follow-new}/clip"),
    Scene("cases-clip-refused", "{cases-follow-new}/clip", (Fill("marked_at", ""), Press())),
    Scene("cases-withdraw", "{cases-follow-new}/withdraw"),
)
