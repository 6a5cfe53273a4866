"""Programs that move cases on over the API while it is killed under them, and remember what they were told."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.chaos.reporting import MESSAGE

_PATIENCE = 300.0
_TRANSIENT = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said."""

    status: int
    body: Any


@dataclass(slots=True)
class Api:
    """A way to the API through whichever web process answers, asking again until there is an answer."""

    ports: tuple[int, ...]
    _turns: itertools.cycle[int] = field(init=False)

    def __post_init__(self) -> None:
        self._turns = itertools.cycle(self.ports)

    def ask(self, method: str, path: str, token: str, body: Mapping[str, Any] | None = None) -> Answer:
        """The answer. A POST carries one key however often it is sent, so that it is carried out once.

        Raises TimeoutError when there is none within five minutes.
        """
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if method == "POST":
            headers["Idempotency-Key"] = uuid4().hex
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            found = self._once(method, path, headers, json.dumps(body or {}) if method == "POST" else None)
            if found is not None and found.status not in _TRANSIENT:
                return found
            time.sleep(0.05)
        raise TimeoutError(f"{method} {path} had no answer within {_PATIENCE:.0f} seconds")

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", next(self._turns), timeout=10)
        try:
            connection.request(method, path, body, dict(headers))
            reply = connection.getresponse()
            return Answer(reply.status, json.loads(reply.read() or b"null"))
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            return None
        finally:
            connection.close()


@dataclass(slots=True)
class Told:
    """What was accepted: cases that were begun, tasks that are done, and messages, by the reference of their case.

    Also jobs that are done, and of each signal how many it was for.
    """

    cases: list[int] = field(default_factory=list)
    completed: list[int] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    billed: list[int] = field(default_factory=list)
    signals: dict[int, int] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Caseworker:
    """Begins cases and moves each on until it has ended.

    `tokens` are of the front and the back office, and of a program.
    """

    api: Api
    tokens: Mapping[str, str]
    site_id: int
    told: Told = field(default_factory=Told)

    def work(self, count: int) -> Told:
        """Begin so many cases and bring all of them to their end, the steps of one between those of the others."""
        for _ in range(count):
            begun = self._ask("POST", "/api/v1/cases", {"process": "report", "site_id": self.site_id}, {201})
            if begun is not None:
                self.told.cases.append(begun["id"])
        left = list(self.told.cases)
        end = time.monotonic() + _PATIENCE
        while left and time.monotonic() < end:
            left = [case_id for case_id in left if not self._move_on(case_id)]
            time.sleep(0.5)
        return self.told

    def _move_on(self, case_id: int) -> bool:
        """Do the next thing in a case, if there is one; whether it has ended."""
        case = self._ask("GET", f"/api/v1/cases/{case_id}", None, {200})
        if case is None or case["status"] == "ended":
            return case is not None
        for task in case["tasks"]:
            if task["status"] == "open" and self._may(task, case_id):
                self._complete(task)
        early = case_id % 2 == 0  # then it is kept until the case waits for it
        if (early or case["status"] == "waiting") and case["reference"] not in self.told.paid:
            self._pay(case["reference"])
        return False

    def _may(self, task: Mapping[str, Any], case_id: int) -> bool:
        """Whether it is done at once: every tenth case is repaired only once a signal has reached it."""
        if task["step_key"] != "repair" or case_id % 10:
            return True
        told = self._ask("GET", f"/api/v1/cases/{case_id}/timeline?limit=50", None, {200})
        return told is not None and any(item["action"] == "case:signal:delivered" for item in told["items"])

    def _complete(self, task: Mapping[str, Any]) -> None:
        office = "front" if task["step_key"] == "take" else "back"
        answers = {"depth": 50} if office == "front" else {"used": "tar"}
        done = self.api.ask("POST", f"/api/v1/tasks/{task['id']}/complete", self.tokens[office], {"answers": answers})
        if done.status == 200:
            self.told.completed.append(task["id"])
        elif done.status != 409:
            self.told.unexpected.append(f"complete: {done.status} {done.body}")

    def _pay(self, reference: str) -> None:
        paid = self.api.ask(
            "POST", "/api/v1/messages", self.tokens["program"], {"name": MESSAGE, "reference": reference}
        )
        if paid.status in (200, 202):
            self.told.paid.append(reference)
        else:
            self.told.unexpected.append(f"message: {paid.status} {paid.body}")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None, wanted: set[int]) -> Any:
        answer = self.api.ask(method, path, self.tokens["front"], body)
        if answer.status in wanted:
            return answer.body
        self.told.unexpected.append(f"{method} {path}: {answer.status} {answer.body}")
        return None
