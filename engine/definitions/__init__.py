"""Uploaded models: checked, deployed as immutable versions, marked, and decisions in force from a date.

What reads and checks files needs no database, and `bpr lint` starts without one: so the public functions are imported
from their modules when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definitions.beside import Beside, versions_beside
    from engine.definitions.callees import called_version
    from engine.definitions.catalogue import (
        ProcessRow,
        VersionRow,
        approve,
        compare_versions,
        has_step,
        marks_csv,
        original,
        process,
        process_by_key,
        processes,
        read_marks_csv,
        steps,
        uploaders,
        version_by_id,
        versions,
        with_marks,
    )
    from engine.definitions.comparing import FindingChanges, WayChange, compare_findings, compare_ways
    from engine.definitions.current import BY_PEOPLE, CurrentStep, current_steps
    from engine.definitions.deciding import (
        DecisionRow,
        DeployedDecisions,
        approve_decision,
        decision_findings,
        decision_for,
        decision_model,
        decision_original,
        decision_rows,
        deploy_decision,
        imported_versions,
    )
    from engine.definitions.decision_report import lint_decisions
    from engine.definitions.decision_sheets import (
        compare_decisions,
        deploy_decisions,
        edited_file,
        put_edited_file,
        put_table_sheet,
        rehearse_decisions,
        rehearse_edited_file,
        table_sheet,
    )
    from engine.definitions.deploying import (
        Confirmation,
        Deployed,
        LiveStepsLost,
        deploy,
        record_refusal,
    )
    from engine.definitions.drafts import Draft, draft_by_id, drop_draft, keep_draft
    from engine.definitions.events import StartEvent, is_heard, read_missing_events, start_element, start_events
    from engine.definitions.explaining import MADE, Reasons, RuleThatHeld, reasons
    from engine.definitions.finding import Finding
    from engine.definitions.following import element_name, stage_of, steps_after
    from engine.definitions.glance import ProcessOverview, overview
    from engine.definitions.knowing import CaseShape, case_shape
    from engine.definitions.mark import CHANNELS, STAGES, InvalidMarks, Mark, MarkChange, StepMark, mark_as_json
    from engine.definitions.marking import mark_history, marks_of, set_marks, step_marks_from, step_marks_query
    from engine.definitions.matching import Proposal, StepChange, StepChanges
    from engine.definitions.overtaken import NEVER_SEEN, MarksOvertaken, Overtaken
    from engine.definitions.rehearsing import AboutFile, Rehearsal, rehearse
    from engine.definitions.report import Report, change_as_json, lint, refused
    from engine.definitions.restricted import questions, restricted_names
    from engine.definitions.rulebook import Rule, all_decision_rules, all_rules
    from engine.definitions.running import RunningVersion, live_version, running_version
    from engine.definitions.searching import FoundProcess, find_processes
    from engine.definitions.sheet import InvalidCsv
    from engine.definitions.step import Step
    from engine.definitions.upload import ModelRefused

__all__ = [
    "BY_PEOPLE",
    "CHANNELS",
    "MADE",
    "NEVER_SEEN",
    "STAGES",
    "AboutFile",
    "Beside",
    "CaseShape",
    "Confirmation",
    "CurrentStep",
    "DecisionRow",
    "Deployed",
    "DeployedDecisions",
    "Draft",
    "Finding",
    "FindingChanges",
    "FoundProcess",
    "InvalidCsv",
    "InvalidMarks",
    "LiveStepsLost",
    "Mark",
    "MarkChange",
    "MarksOvertaken",
    "ModelRefused",
    "Overtaken",
    "ProcessOverview",
    "ProcessRow",
    "Proposal",
    "Reasons",
    "Rehearsal",
    "Report",
    "Rule",
    "RuleThatHeld",
    "RunningVersion",
    "StartEvent",
    "Step",
    "StepChange",
    "StepChanges",
    "StepMark",
    "VersionRow",
    "WayChange",
    "all_decision_rules",
    "all_rules",
    "approve",
    "approve_decision",
    "called_version",
    "case_shape",
    "change_as_json",
    "compare_decisions",
    "compare_findings",
    "compare_versions",
    "compare_ways",
    "current_steps",
    "decision_findings",
    "decision_for",
    "decision_model",
    "decision_original",
    "decision_rows",
    "deploy",
    "deploy_decision",
    "deploy_decisions",
    "draft_by_id",
    "drop_draft",
    "edited_file",
    "element_name",
    "find_processes",
    "has_step",
    "imported_versions",
    "is_heard",
    "keep_draft",
    "lint",
    "lint_decisions",
    "live_version",
    "mark_as_json",
    "mark_history",
    "marks_csv",
    "marks_of",
    "original",
    "overview",
    "process",
    "process_by_key",
    "processes",
    "put_edited_file",
    "put_table_sheet",
    "questions",
    "read_marks_csv",
    "read_missing_events",
    "reasons",
    "record_refusal",
    "refused",
    "rehearse",
    "rehearse_decisions",
    "rehearse_edited_file",
    "restricted_names",
    "running_version",
    "set_marks",
    "stage_of",
    "start_element",
    "start_events",
    "step_marks_from",
    "step_marks_query",
    "steps",
    "steps_after",
    "table_sheet",
    "uploaders",
    "version_by_id",
    "versions",
    "versions_beside",
    "with_marks",
]

_HOMES = {
    "comparing": "FindingChanges WayChange compare_findings compare_ways",
    "current": "BY_PEOPLE CurrentStep current_steps",
    "deciding": (
        "DecisionRow DeployedDecisions approve_decision decision_findings decision_for decision_model "
        "decision_original decision_rows deploy_decision imported_versions"
    ),
    "decision_report": "lint_decisions",
    "decision_sheets": (
        "compare_decisions deploy_decisions edited_file put_edited_file put_table_sheet rehearse_decisions "
        "rehearse_edited_file table_sheet"
    ),
    "deploying": "Confirmation Deployed LiveStepsLost deploy record_refusal",
    "drafts": "Draft draft_by_id drop_draft keep_draft",
    "events": "StartEvent is_heard read_missing_events start_element start_events",
    "finding": "Finding",
    "following": "element_name stage_of steps_after",
    "knowing": "CaseShape case_shape",
    "mark": "CHANNELS STAGES InvalidMarks Mark MarkChange StepMark mark_as_json",
    "marking": "mark_history marks_of set_marks step_marks_from step_marks_query",
    "searching": "FoundProcess find_processes",
    "sheet": "InvalidCsv",
    "matching": "Proposal StepChange StepChanges",
    "overtaken": "NEVER_SEEN MarksOvertaken Overtaken",
    "glance": "ProcessOverview overview",
    "explaining": "MADE Reasons RuleThatHeld reasons",
    "beside": "Beside versions_beside",
    "callees": "called_version",
    "rehearsing": "AboutFile Rehearsal rehearse",
    "report": "Report change_as_json lint refused",
    "restricted": "questions restricted_names",
    "rulebook": "Rule all_rules all_decision_rules",
    "running": "RunningVersion live_version running_version",
    "step": "Step",
    "upload": "ModelRefused",
    "catalogue": (
        "ProcessRow VersionRow approve compare_versions has_step marks_csv original process process_by_key processes "
        "read_marks_csv steps uploaders version_by_id versions with_marks"
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """A public name, from the module it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"engine.definitions has no {name!r}")
    found: object = getattr(import_module(f"engine.definitions.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found
