"""What goes into a called case and comes back: nothing restricted, but under a name that is restricted there too."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from engine import definitions
from engine.bpmn.model import Job
from engine.definitions import RunningVersion


def given_in(
    job: Job, inputs: Mapping[str, object], caller: RunningVersion, called: RunningVersion
) -> dict[str, object]:
    """Of the inputs of a call those that the called version may know."""
    hidden, kept = definitions.restricted_names(caller), definitions.restricted_names(called)
    texts = {**{name: name for name in inputs}, **dict(job.inputs)}
    return {name: value for name, value in inputs.items() if name in kept or not _names_any(texts[name], hidden)}


def given_out(data: Mapping[str, object], called: RunningVersion, caller: RunningVersion) -> dict[str, object]:
    """Of what a called case knows at its end what the caller's version may know."""
    hidden = definitions.restricted_names(called) - definitions.restricted_names(caller)
    return {name: value for name, value in data.items() if name not in hidden}


def _names_any(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)
