"""Proof of work by ALTCHA, made and checked here: no other host, nothing to be seen or heard."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from altcha import create_challenge, verify_solution

from portal.participation.rules.limits import WORK_HOLDS, WorkRefused

ALGORITHM = "PBKDF2/SHA-256"
LONGEST_PAYLOAD = 4_000
TRIES = 60  # on average, so that the cost of a check is a sixtieth of that of the work


@dataclass(frozen=True, slots=True)
class Workshop:
    """Makes challenges for one venue and checks what comes back, under the portal's `key`."""

    key: str
    venue: str

    def challenge(self, *, cost: int, counter: int, now: datetime) -> dict[str, Any]:
        """A fresh challenge as the widget wants it; `counter` is the try that will be right."""
        until = int((now + WORK_HOLDS).timestamp())
        made = create_challenge(
            ALGORITHM,
            cost,
            counter=counter,
            data={"until": until, "venue": self.venue},
            hmac_secret=self.key,
            hmac_key_secret=f"{self.key} derived",
        )
        found: dict[str, Any] = made.to_dict()
        return found

    def proved(self, payload: str, *, now: datetime) -> tuple[str, datetime]:
        """The fingerprint of a good proof and when it expires. Raises WorkRefused."""
        told = self._told(payload)
        result = verify_solution(payload, self.key, hmac_key_secret=f"{self.key} derived")
        if not result.verified or told.get("venue") != self.venue:
            raise WorkRefused
        until = datetime.fromtimestamp(told["until"], UTC)
        if until < now:
            raise WorkRefused
        signature = self._challenge(payload).get("signature")
        return sha256(str(signature).encode()).hexdigest(), until

    def _told(self, payload: str) -> dict[str, Any]:
        parameters = self._challenge(payload).get("parameters")
        data = parameters.get("data") if isinstance(parameters, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("until"), int):
            raise WorkRefused
        return data

    @staticmethod
    def _challenge(payload: str) -> dict[str, Any]:
        if len(payload) > LONGEST_PAYLOAD:
            raise WorkRefused
        try:
            found = json.loads(base64.b64decode(payload, validate=True))["challenge"]
        except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
            raise WorkRefused from None
        if not isinstance(found, dict):
            raise WorkRefused
        return found
