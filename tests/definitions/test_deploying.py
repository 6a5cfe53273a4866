"""Deploying: what becomes of an upload, against a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine import audit, definitions
from engine.definitions import Confirmation, Deployed, LiveStepsLost, ModelRefused
from engine.errors import Conflict, NotPermitted, Refused
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.definitions.conftest import Council
from tests.definitions.models import SOUND, model

TWO_STEPS = """
startEvent start
userTask check "Check the plans"
userTask reply "Write to the applicant"
endEvent end
start -> check -> reply -> end
"""
MARKED = TWO_STEPS.replace('plans"', "plans\" mark=\"onceAndDone='true' target='2 working days'\"")


def deploy(store: Store, council: Council, drawing: str, **options: object) -> Deployed:
    with unit_of_work(store) as work:
        data = drawing if isinstance(drawing, bytes) else model(drawing)
        return definitions.deploy(work, data, **{"service_id": council.service, "by": council.analyst, **options})


def test_a_good_model_becomes_the_first_version(store, council):
    deployed = deploy(store, council, TWO_STEPS, file_name="plans.bpmn")

    assert (deployed.outcome, deployed.number, deployed.stage) == ("created", 1, "live")
    with unit_of_work(store) as work:
        version = definitions.version_by_id(work, deployed.version_id)
        assert (version.process_key, version.name, version.file_name) == ("process", "Test", "plans.bpmn")
        assert definitions.original(work, deployed.version_id) == model(TWO_STEPS)
        assert [step.step_key for step in definitions.steps(work, deployed.version_id)] == ["check", "reply"]
        assert [entry.action for entry in audit.entries(work, subject=("version", deployed.version_id))] == [
            "definitions:version:uploaded"
        ]


def test_the_same_bytes_again_make_no_second_version(store, council):
    first = deploy(store, council, TWO_STEPS)

    again = deploy(store, council, TWO_STEPS)

    assert (again.outcome, again.version_id) == ("unchanged", first.version_id)
    with unit_of_work(store) as work:
        assert len(definitions.versions(work, first.process_id)) == 1


def test_a_model_gone_back_to_is_a_new_version(store, council):
    deploy(store, council, TWO_STEPS)
    deploy(store, council, SOUND)

    back = deploy(store, council, TWO_STEPS)

    assert (back.outcome, back.number) == ("created", 3)


def test_a_refused_model_says_why_and_leaves_nothing_but_an_audit_line(store, council):
    with pytest.raises(ModelRefused, match="has a step") as refused:
        deploy(store, council, "startEvent start\nendEvent end\nstart -> end")

    with unit_of_work(store) as work:
        definitions.record_refusal(work, refused.value, service_id=council.service, by=council.analyst)
        assert definitions.processes(work) == []
        assert audit.entries(work, action="definitions:version:refused")[0].facts["message"] == refused.value.message
    assert refused.value.report.accepted is False


def test_what_is_not_a_model_is_refused(store, council):
    with pytest.raises(Refused, match="not XML"):
        deploy(store, council, b"Dear sir")


def test_only_who_may_upload_deploys(store, council):
    with pytest.raises(NotPermitted):
        deploy(store, council, SOUND, by=council.head)


def test_a_process_belongs_to_one_service(store, council):
    deploy(store, council, SOUND)

    with pytest.raises(Conflict, match="Another service"):
        deploy(store, council, SOUND, service_id=council.other_service)

    assert deploy(store, council, SOUND, service_id=council.other_service, key="moves").outcome == "created"


def test_steps_are_kept_new_and_lost_by_key(store, council):
    deploy(store, council, TWO_STEPS)

    changed = deploy(store, council, TWO_STEPS.replace("reply", "ring").replace("Write to", "Ring up")).steps

    assert [step.step_key for step in changed.kept] == ["check"]
    assert [step.step_key for step in changed.new] == ["ring"]
    assert [step.step_key for step in changed.lost] == ["reply"]


def test_a_renamed_element_is_proposed_and_takes_the_key_over_once_confirmed(store, council):
    deploy(store, council, TWO_STEPS)
    renamed = TWO_STEPS.replace("reply", "Activity_1x")

    proposed = deploy(store, council, renamed, live_step_keys=lambda *_: frozenset()).steps.renamed
    mapped = deploy(store, council, renamed, confirm=Confirmation(mapping={"Activity_1x": "reply"}))

    assert mapped.number == 3
    assert [(one.element_id, one.step_key) for one in proposed] == [("Activity_1x", "reply")]
    with unit_of_work(store) as work:
        assert [step.step_key for step in definitions.steps(work, mapped.version_id)] == ["check", "reply"]


def test_a_mapping_that_fits_nothing_is_refused(store, council):
    deploy(store, council, TWO_STEPS)

    with pytest.raises(Refused, match="mapping") as refused:
        deploy(store, council, SOUND, confirm=Confirmation(mapping={"nowhere": "reply", "check": "never"}))

    assert {problem.where for problem in refused.value.problems} == {"nowhere", "check"}


def test_a_live_step_is_never_dropped_without_confirmation(store, council):
    deploy(store, council, TWO_STEPS)
    options = {"live_step_keys": lambda *_: frozenset({"reply"})}

    with pytest.raises(LiveStepsLost, match="Write to the applicant") as lost:
        deploy(store, council, SOUND, **options)
    confirmed = deploy(store, council, SOUND, confirm=Confirmation(lost=frozenset({"reply"})), **options)

    assert [step.step_key for step in lost.value.steps] == ["reply"]
    assert confirmed.number == 2


def test_marks_of_a_first_upload_are_taken(store, council):
    deployed = deploy(store, council, MARKED)

    with unit_of_work(store) as work:
        mark = definitions.marks_of(work, deployed.process_id)["check"]
    assert (mark.once_and_done, mark.target, deployed.marks_applied) == (True, "2 working days", True)


def test_an_upload_that_differs_only_in_marks_is_shown_first_and_made_once_confirmed(store, council):
    first = deploy(store, council, TWO_STEPS)

    shown = deploy(store, council, MARKED)
    with unit_of_work(store) as work:
        before = definitions.marks_of(work, first.process_id)
    made = deploy(store, council, MARKED, confirm=Confirmation(marks=True))

    assert (shown.outcome, shown.version_id, shown.marks_applied, before) == ("marks", first.version_id, False, {})
    assert shown.mark_changes[0].fields == ("once_and_done", "target")
    assert made.marks_applied
    assert deploy(store, council, MARKED).outcome == "unchanged"


def test_a_file_without_marks_takes_none_away(store, council):
    first = deploy(store, council, MARKED)

    plain = deploy(store, council, TWO_STEPS)

    assert (plain.outcome, plain.version_id) == ("unchanged", first.version_id)


def test_variants_are_lines_of_their_own_that_share_step_keys(store, council):
    deploy(store, council, TWO_STEPS)
    deploy(store, council, TWO_STEPS.replace("reply", "ring"), confirm=Confirmation(mapping={"ring": "reply"}))

    north = deploy(store, council, TWO_STEPS.replace("reply", "ring"), variant="north", areas=["north"])

    assert (north.outcome, north.number) == ("created", 1)
    with unit_of_work(store) as work:
        assert [step.step_key for step in definitions.steps(work, north.version_id)] == ["check", "reply"]


def test_an_area_belongs_to_one_variant(store, council):
    deploy(store, council, SOUND, variant="north", areas=["north"])

    with pytest.raises(Refused, match="one variant only"):
        deploy(store, council, SOUND, variant="coast", areas=["north", "coast"])
    with pytest.raises(Refused, match="county-wide"):
        deploy(store, council, SOUND, areas=["north"])


def test_a_stored_version_cannot_be_changed(store, council):
    deploy(store, council, SOUND)

    with pytest.raises(DBAPIError, match="does not change"), store.engine.begin() as connection:
        connection.execute(text("UPDATE definition_version SET digest = ''"))
    with pytest.raises(DBAPIError, match="does not change"), store.engine.begin() as connection:
        connection.execute(text("UPDATE definition_step SET step_key = ''"))


FORM = b'{"id": "plans", "components": [{"type": "textfield", "key": "number", "label": "Plan number"}]}'
LINKED = 'startEvent start\nuserTask check "Check it" camunda:formRef="plans"\nendEvent end\nstart -> check -> end'


def test_a_linked_form_is_kept_with_the_version_and_a_new_form_makes_a_new_version(store, council):
    first = deploy(store, council, LINKED, forms={"plans.form": FORM})

    again = deploy(store, council, LINKED, forms={"plans.form": FORM, "unused.form": b"{}"})
    other = deploy(store, council, LINKED, forms={"plans.form": FORM.replace(b"number", b"count")})

    assert (again.outcome, other.outcome, other.number) == ("unchanged", "created", 2)
    with unit_of_work(store) as work:
        fields = definitions.steps(work, first.version_id)[0].fields
    assert [(field.key, field.label) for field in fields] == [("number", "Plan number")]


@pytest.mark.parametrize("forms", [{}, {"plans.form": b"no json"}, {"plans.form": b"[]"}])
def test_a_form_that_is_missing_or_unreadable_keeps_the_version_from_going_live(store, council, forms):
    deployed = deploy(store, council, LINKED, forms=forms)

    assert deployed.stage == "check"
    assert "form-unreadable" in {finding.rule for finding in deployed.findings}


def test_the_fields_of_the_start_event_are_asked_when_a_case_starts(store, council):
    drawing = SOUND.replace("startEvent start", 'startEvent start "Asked" field="name:string"')

    deployed = deploy(store, council, drawing, by=SYSTEM)

    with unit_of_work(store) as work:
        assert [field.key for field in definitions.running_version(work, deployed.version_id).start_fields] == ["name"]


def test_two_who_upload_the_same_file_at_once_make_one_version(store, council):
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda _: deploy(store, council, TWO_STEPS), range(4)))

    assert sorted(one.outcome for one in made) == ["created", "unchanged", "unchanged", "unchanged"]
    assert len({one.version_id for one in made}) == 1
