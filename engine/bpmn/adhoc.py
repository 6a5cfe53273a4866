"""Ad-hoc subprocesses: steps in whatever order people choose, until a condition holds. BPMN 2.0.2, 13.3.5.

What nothing leads to is offered from the beginning. Without a completion condition each is offered once, and the
subprocess is done when nothing is left in it. With one, each is offered anew whenever it was done and the condition
does not hold yet; when it holds, the rest is withdrawn, or (`cancelRemainingInstances="false"`) what is open is still
done and nothing new begins.
"""

from __future__ import annotations

from engine.bpmn.nodes import Subprocess
from engine.bpmn.spiff import TaskState
from engine.bpmn.words import ACTIVITIES
from engine.bpmn.workflow import CaseTask

CLOSING = "closing"


def told(my_task: CaseTask) -> None:
    """An activity of an ad-hoc subprocess is done."""
    node = my_task.task_spec
    if node.name == node.element.id and not node.element.details.get("compensation"):
        host = my_task.workflow.top_workflow.get_task_from_id(my_task.workflow.parent_task_id)
        host.task_spec.activity_done(host, my_task)


class AdHoc(Subprocess):
    """An ad-hoc subprocess."""

    def activity_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """An activity in it is done (and what follows that has not begun): is this enough?"""
        condition = self.element.details.get("enough", "")
        if not condition:
            return
        if not my_task.internal_data.get(CLOSING) and not self.is_true(my_task, condition):
            self._offer_again(member)
        elif self.element.details.get("keeps_remaining"):
            my_task.internal_data[CLOSING] = True
            self._only_activities(member)
        else:
            member.workflow.withdraw(but=member)

    def _offer_again(self, member: CaseTask) -> None:
        scope = member.workflow
        for name in scope.spec.start._outputs:
            node = scope.spec.task_specs[name]
            if node.element.id == member.task_spec.element.id:
                offered = scope.task_tree._add_child(node, TaskState.FUTURE)
                node._update(offered)

    def _only_activities(self, member: CaseTask) -> None:
        """Withdraw what follows, and what waits between activities: only those that have begun are still done."""
        for task in member.workflow.live_tasks():
            begun = task._state != TaskState.FUTURE and task.task_spec.element.kind in ACTIVITIES
            beside = task.task_spec.element.kind == "boundaryEvent" and task._state == TaskState.WAITING
            if task is not member and not begun and not beside and not task.task_spec.listens:
                task.cancel()
