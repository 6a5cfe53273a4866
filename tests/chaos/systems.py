"""Programs of other systems: one that does the jobs of a topic, and one that sends a signal again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from tests.chaos.caseworkers import Api, Told
from tests.chaos.reporting import SIGNAL, TOPIC

_LOCK_SECONDS = 10
_PAUSE, _BETWEEN_SIGNALS = 0.5, 3.0


@dataclass(slots=True)
class Biller:
    """Fetches the jobs of its topic, and answers each with its key, as the number of the bill."""

    api: Api
    token: str
    name: str
    told: Told = field(default_factory=Told)

    def work(self, over: Event) -> Told:
        """Do what is due until all is over."""
        wanted = {"worker": self.name, "topics": [TOPIC], "max": 20, "lock_seconds": _LOCK_SECONDS}
        while not over.wait(_PAUSE):
            fetched = self.api.ask("POST", "/api/v1/jobs/fetch", self.token, wanted)
            if fetched.status != 200:
                self.told.unexpected.append(f"fetch: {fetched.status} {fetched.body}")
                continue
            for job in fetched.body["items"]:
                self._complete(job["id"], job["key"])
        return self.told

    def _complete(self, job_id: int, key: str) -> None:
        said = {"worker": self.name, "result": {"number": key}}
        done = self.api.ask("POST", f"/api/v1/jobs/{job_id}/complete", self.token, said)
        if done.status == 200:
            self.told.billed.append(job_id)
        elif done.status != 409:  # its lock ran out, and another program has it
            self.told.unexpected.append(f"job: {done.status} {done.body}")


@dataclass(slots=True)
class Watcher:
    """Sends a signal again and again."""

    api: Api
    token: str
    told: Told = field(default_factory=Told)

    def work(self, over: Event) -> Told:
        """Send until all is over; what is remembered is how many each signal was for."""
        while not over.wait(_BETWEEN_SIGNALS):
            sent = self.api.ask("POST", "/api/v1/messages", self.token, {"kind": "signal", "name": SIGNAL})
            if sent.status == 202:
                self.told.signals[sent.body["message_id"]] = sent.body["reached"]
            else:
                self.told.unexpected.append(f"signal: {sent.status} {sent.body}")
        return self.told
