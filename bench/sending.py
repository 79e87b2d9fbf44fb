"""Forms that many browsers send at once, some of them twice, and what became of them."""

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask

from bench.figures import Figure

THREADS = 4
SENT_AGAIN = 0.2  # of the forms, by clients whose line broke before the answer came
LEAST_A_SECOND = 200


@dataclass(frozen=True, slots=True)
class Form:
    """The last page of a form as a browser sends it, more than once where `times` says so."""

    path: str
    fields: dict[str, str]
    address: str
    times: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Status and location of every answer, and the seconds that all of them took together."""

    answers: list[tuple[int, str]]
    cpu: float
    wall: float

    @property
    def refused(self) -> int:
        """How many were not taken."""
        return sum(status != 303 for status, _ in self.answers)

    def rates(self, name: str) -> Iterator[Figure]:
        """How many were answered in a CPU second, and in a second."""
        yield Figure(
            name=name, value=len(self.answers) / self.cpu, unit="1/CPU-s",
            target=LEAST_A_SECOND, on_ratio=False, at_least=True,
        )  # fmt: skip
        yield Figure(name=f"{name}.wall", value=len(self.answers) / self.wall, unit="1/s")


def send_all(app: Flask, forms: Sequence[Form]) -> Sent:
    """Send all `forms` to the portal, by four browsers at once."""
    answers: list[tuple[int, str]] = []
    began, cpu = time.perf_counter(), time.process_time()
    threads = [
        threading.Thread(target=_send, args=(app, forms[part::THREADS], answers))
        for part in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Sent(answers, time.process_time() - cpu, time.perf_counter() - began)


def _send(app: Flask, forms: Sequence[Form], answers: list[tuple[int, str]]) -> None:
    """Send forms from one browser, whose form token is good for all."""
    browser = app.test_client()
    found = re.search(r'name="csrf_token" value="([^"]*)"', browser.get(forms[0].path).text)
    token = found[1] if found else ""
    for form in forms:
        for _ in range(form.times):
            answer = browser.post(
                form.path, data=form.fields | {"csrf_token": token},
                environ_base={"REMOTE_ADDR": form.address},
            )  # fmt: skip
            answers.append((answer.status_code, answer.location or ""))
