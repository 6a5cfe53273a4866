"""The workflow library alone, in memory, on the reference model's shape: what a step costs before anything of ours."""

from __future__ import annotations

from io import BytesIO

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.bench.measuring import Timed, timed
from tests.bench.reference import answers, reference_model


def bare_step(count: int) -> Timed:
    """Complete the first user task of `count` workflows, each in memory."""
    parser = BpmnParser()
    model = (
        reference_model()
        .replace('first_depth = "12"', 'first_depth == "12"')
        .replace("{urgent: true}", "urgent = True")
    )
    parser.add_bpmn_xml(etree.parse(BytesIO(model.encode())))
    spec = parser.get_spec("reference")
    workflows = [BpmnWorkflow(spec) for _ in range(count)]
    for workflow in workflows:
        workflow.do_engine_steps()
    with timed(None) as found:
        for workflow in workflows:
            with found.action():
                (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
                task.data.update(answers("first"))
                task.run()
                workflow.do_engine_steps()
    return found
