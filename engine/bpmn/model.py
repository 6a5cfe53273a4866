"""The facts about a BPMN file, free of XML and of the workflow library: what lint rules and readers look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RawField:
    """One form field as the file states it, before `engine.forms` gives it a meaning.

    `values` are (id, label) pairs of a choice; `constraints` and `properties` are the modelling tool's name -> text.
    """

    id: str
    label: str
    type: str
    default: str = ""
    constraints: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What a service or send task asks of a system, or a call activity of a process that is not in its file.

    `kind` is `callable` (a function of this program, named by `topic`), `http` (a call over HTTP; no topic),
    `external` (work that a program of somebody else fetches by `topic`) or `call` (a process, whose key is `topic`).
    `inputs` and `outputs` are pairs of a name and the FEEL expression that gives its value: inputs from the case's data
    when the step is reached, outputs from what was answered. `result` is the name under which the whole answer is kept.
    `retries` is how often it is tried at most, 0 where the file does not say. `drawn_as` names the connector of another
    tool that it was drawn as, if any.

    Of a call, `binding` says which version of the process is meant: `latest`, `deployment`, `version` (its number is
    `bound_to`) or `versionTag`; `all_in` and `all_out` whether all data are passed beside the inputs, and all that
    comes back is kept.
    """

    kind: str
    topic: str
    inputs: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    result: str = ""
    retries: int = 0
    drawn_as: str = ""
    binding: str = ""
    bound_to: str = ""
    all_in: bool = False
    all_out: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node of a process.

    `kind` is the BPMN tag (`userTask`, `exclusiveGateway`, `boundaryEvent`, `subProcess`, ...).
    `event` is the kind of its event definition: `timer`, `message`, `signal`, `error`, `escalation`, `terminate`,
    `conditional`, `link`, `compensate`, `cancel`, `multiple`; empty for a none event and for what is not an event.
    `loop` is `standard`, `parallel`, `sequential` or empty.
    `details` holds what the kind needs, as text: `timer`, `timer_kind` (`duration`, `date`, `cycle`), `script`,
    `script_format`, `result_variable`, `called`, `decision`, `message`, `signal`, `error`, `escalation`, `link`,
    `condition`, `implementation`, `form_key`, `form_ref`, `cardinality`, `collection`, `element_variable`,
    `completion_condition`, `output_collection`, `output_element`, `loop_condition`, `loop_maximum`; of a message its
    `keys` and `payload` (JSON: name -> FEEL); of compensation
    `activity` (that a thrown event undoes), `waits` (`no` when it does not) and `handlers` (what a boundary event is
    associated with, separated by spaces); of an ad-hoc subprocess `ordering` and `enough` (its completion condition);
    of a task its `priority` (FEEL); of an event that catches an error the `outputs` that it keeps (JSON: name -> FEEL);
    and the marks `triggered_by_event`, `compensation`, `instantiate`, `parallel_multiple`, `test_before`,
    `keeps_remaining` and `aside` (drawn, but set aside by the import), each `true` where it is given. `job_problem`
    says why what a step asks of a system cannot be read; one that can be read is `job`.
    """

    id: str
    kind: str
    name: str
    process: str
    parent: str
    line: int
    documentation: str = ""
    lane: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    event: str = ""
    attached_to: str = ""
    interrupting: bool = True
    default_flow: str = ""
    loop: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    form: tuple[RawField, ...] = ()
    job: Job | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is empty when it has none."""

    id: str
    name: str
    source: str
    target: str
    process: str
    parent: str
    line: int
    condition: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Process:
    """One process of the file. `executable` is None when the file does not say; `tag` is its version tag, if any."""

    id: str
    name: str
    executable: bool | None
    line: int
    lanes: tuple[str, ...] = ()
    documentation: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """A participant; `process` is empty for a black box."""

    id: str
    name: str
    process: str
    line: int


@dataclass(frozen=True, slots=True)
class MessageFlow:
    """A message flow between pools."""

    id: str
    name: str
    source: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a rule may ask about one BPMN file.

    `elements` and `flows` are keyed by id, in the order of the file. `has_diagram` tells whether any shape is drawn.
    `exporter` is the tool that wrote the file, as it calls itself.
    """

    processes: tuple[Process, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    pools: tuple[Pool, ...] = ()
    message_flows: tuple[MessageFlow, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    has_diagram: bool = False
    exporter: str = ""

    def of_process(self, process: str) -> tuple[Element, ...]:
        """The elements of one process, its subprocesses included, in the order of the file."""
        return tuple(element for element in self.elements.values() if element.process == process)


STEP_KINDS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    }
)
"""The kinds of element that are a step: work that a person, a rule or a system does."""
