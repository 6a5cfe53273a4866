"""Steps that a machine would do, where this program has no such machine: a person does or records them."""

from __future__ import annotations

from engine import feel
from engine.bpmn import calls, details, jobs
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, retag
from engine.bpmn.words import ZEEBE, bpmn, children, name_of, text_of

ORDER = 30

FEEL_FORMATS = frozenset({"", "feel", "application/feel", "text/feel", "http://www.omg.org/spec/feel/20140401"})

REASONS = {
    "serviceTask": ("service-step", "The service step becomes a step that a person does or records."),
    "sendTask": ("send-step", "The send step names no message; a person sends it."),
    "receiveTask": ("receive-step", "The receive step names no message; a person says when it has come."),
    "scriptTask": ("foreign-script", "The script is not FEEL and never runs; a person does the step."),
    "businessRuleTask": ("rule-without-decision", "The rule step names no decision; a person decides."),
    "callActivity": ("call-without-process", "The step becomes one that a person does."),
}


def apply(tree: Tree, report: Report) -> None:
    """Turn every step that cannot run into a user task, and say so."""
    processes = {process.get("id", "") for process in children(tree.root, "process")}
    looping = _calling_themselves(tree)
    for node in tree.nodes(*REASONS):
        kind = name_of(node)
        if kind == "scriptTask" and _feel_script(node, report):
            continue
        if _runs(node, kind, processes, looping):
            continue
        rule, message = REASONS[kind]
        if details.of(node, {}, {}, {}, {}).get("instantiate") == "true":
            message = "A receive step does not begin a case here; a person says when its message has come."
        problem = _problem(node, kind, processes)
        retag(node, "userTask")
        report.add(rule, node, f"{message} {problem}".strip())


def _runs(node: Node, kind: str, processes: set[str], looping: set[str]) -> bool:
    if kind in jobs.ASKING and jobs.job_of(node)[0] is not None:
        return True
    found = details.of(node, {}, {}, {}, {})
    if kind == "receiveTask":
        return "message" in found and found.get("instantiate") != "true"
    if kind == "sendTask":
        return "message" in found
    if kind == "businessRuleTask":
        decision = found.get("decision", "")
        return bool(decision) and not decision.startswith(("=", "$", "#"))
    if kind == "callActivity":
        called = calls.called_by(node)
        return calls.call_of(node)[0] is not None if called not in processes else node.get("id", "") not in looping
    return False


def _problem(node: Node, kind: str, processes: set[str]) -> str:
    """Why what a step asks of a system or of another process cannot be read; empty where it asks nothing."""
    if kind in jobs.ASKING:
        return jobs.job_of(node)[1]
    if kind != "callActivity":
        return ""
    return "Its process calls itself." if calls.called_by(node) in processes else calls.call_of(node)[1]


def _calling_themselves(tree: Tree) -> set[str]:
    """Call activities through which a process would, directly or by others, call itself."""
    calls: dict[str, list[tuple[str, str]]] = {}
    for process in children(tree.root, "process"):
        for node in process.iter(bpmn("callActivity")):
            called = details.of(node, {}, {}, {}, {}).get("called", "")
            calls.setdefault(process.get("id", ""), []).append((node.get("id", ""), called))
    return {call for caller, made in calls.items() for call, called in made if _reaches(calls, called, caller)}


def _reaches(calls: dict[str, list[tuple[str, str]]], start: str, goal: str) -> bool:
    seen, todo = {start}, [start]
    while todo:
        current = todo.pop()
        if current == goal:
            return True
        for _, called in calls.get(current, ()):
            if called not in seen:
                seen.add(called)
                todo.append(called)
    return False


def _feel_script(node: Node, report: Report) -> bool:
    """Whether a script task runs; a Camunda 8 expression and a leading `=` are written as plain FEEL."""
    found = details.of(node, {}, {}, {}, {})
    script, language = found.get("script", ""), found.get("script_format", "").lower()
    if not script or language not in FEEL_FORMATS:
        return False
    text = script.removeprefix("=").strip()
    try:
        feel.parse(text)
    except feel.FeelError:
        return False
    if not found.get("result_variable") and not text.startswith("{"):
        return False
    if text != text_of(node.find(bpmn("script"))):
        _write(node, text)
        report.harmless("feel-script", node, "The script's FEEL was written without the mark of its tool.")
    return True


def _write(node: Node, text: str) -> None:
    for holder in children(node, "extensionElements"):
        for element in holder.findall(f"{{{ZEEBE}}}script"):
            element.set("expression", text)
            return
    for element in children(node, "script"):
        element.text = text
