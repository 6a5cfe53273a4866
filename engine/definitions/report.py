"""The report on an uploaded model: read, translate, apply every rule. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.bpmn import Change, Source, Unreadable, compile_spec, describe, digest, read, translate
from engine.bpmn.model import Model
from engine.definitions.calling import Calling, Council
from engine.definitions.finding import ERROR, MUST_FIX, SEVERITIES, Finding
from engine.definitions.marks_xml import MarksInFile, read_marks
from engine.definitions.rulebook import CALLS, FILE, RUN, XML, Rule, all_rules
from engine.definitions.step import main_process
from engine.definitions.telling import told_once
from engine.errors import Problem, Refused, TooLarge

CHECK = "check"
LIVE = "live"
MOST_PER_RULE = 100
"""How many findings of one rule a report shows; the last one says how many more there are."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `stage` is `live` (ready to run) or `check` (walk-through only, or refused when not accepted)."""

    accepted: bool
    stage: str
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, object]:
        """The report as `bpr lint --format json` prints it, less the file's name."""
        return {
            "accepted": self.accepted,
            "stage": self.stage,
            "findings": [finding.as_json() for finding in self.findings],
            "changes": [change_as_json(change) for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Examined:
    """A readable upload with its report: the file as it came, what will run, and the marks it carries."""

    report: Report
    original: Source
    runnable: Source
    model: Model
    marks: MarksInFile


def change_as_json(change: Change) -> dict[str, object]:
    """A change as `bpr lint --format json` prints it."""
    return {"rule": change.rule, "element": change.element, "name": change.name, "message": change.message}


def lint(data: bytes) -> Report:
    """The report on a file. Never raises for what is in the file: a file that cannot be read is a finding."""
    try:
        return examine(data).report
    except (Unreadable, TooLarge) as refusal:
        return refused(refusal)


def refused(refusal: Refused | TooLarge) -> Report:
    """The report on a file that could not be read."""
    findings = [
        Finding("unreadable", ERROR, problem.where, "", problem.line, problem.message, excerpt=problem.excerpt)
        for problem in getattr(refusal, "problems", ())
    ]
    if not findings:
        findings = [Finding("unreadable", ERROR, "", "", 0, refusal.message)]
    return Report(False, CHECK, tuple(findings), ())


def examine(data: bytes, council: Council | None = None) -> Examined:
    """Read, translate and check a file, beside the processes of a council where one is given. Raises `Unreadable`."""
    original = read(data)
    drawn = describe(original)
    translated = translate(original)
    model = describe(translated.source)
    marks = read_marks(original)
    findings: list[Finding] = [*_apply(XML, original), *_apply(FILE, drawn), *_apply(RUN, model), *marks.findings]
    findings += _apply(CALLS, Calling(drawn, council or Council()))
    report = report_on(told_once(findings, translated.changes, drawn), translated.changes)
    if report.stage == LIVE:
        report = with_findings(report, _cannot_run(translated.source, model))
    return Examined(report=report, original=original, runnable=translated.source, model=model, marks=marks)


def _cannot_run(runnable: Source, model: Model) -> list[Finding]:
    """What keeps a model that every rule is content with from being run: the last word is the engine's."""
    main = main_process(model)
    try:
        if main is not None:
            compile_spec(runnable.data, main.id, digest(runnable))
    except (Refused, TooLarge) as refusal:
        problems = getattr(refusal, "problems", ()) or (Problem("", refusal.message),)
        return [Finding("cannot-run", MUST_FIX, problem.where, "", 0, problem.message) for problem in problems]
    return []


def with_findings(report: Report, findings: Iterable[Finding]) -> Report:
    """The report with more findings, its stage worked out anew."""
    return report_on([*report.findings, *findings], report.changes)


def report_on(findings: Iterable[Finding], changes: tuple[Change, ...] = ()) -> Report:
    """The report with these findings, the worst first."""
    ordered = sorted(
        dict.fromkeys(findings), key=lambda one: (SEVERITIES.index(one.severity), one.line, one.rule, one.element)
    )
    worst = {finding.severity for finding in ordered}
    ready = not worst & {ERROR, MUST_FIX} and not any(change.blocks_live for change in changes)
    return Report(ERROR not in worst, LIVE if ready else CHECK, tuple(ordered), changes)


def _apply(reads: str, given: Model | Source | Calling) -> Iterable[Finding]:
    return apply_rules((rule for rule in all_rules() if rule.reads == reads), given)


def apply_rules(rules: Iterable[Rule], given: object) -> Iterable[Finding]:
    """What rules find in what they read, at most a hundred findings of each."""
    for rule in rules:
        found = [_signed(rule, finding) for finding in rule.check(given)]
        yield from found[:MOST_PER_RULE]
        if len(found) > MOST_PER_RULE:
            worst = min(found[MOST_PER_RULE:], key=lambda finding: SEVERITIES.index(finding.severity))
            more = f"There are {len(found) - MOST_PER_RULE} more findings of this rule. Settle the first ones."
            yield replace(worst, element="", name="", message=more, table_rules=())


def _signed(rule: Rule, finding: Finding) -> Finding:
    return replace(finding, rule=rule.name, severity=finding.severity or rule.severity)
