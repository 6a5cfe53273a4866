"""Why a case is stuck, in words that need no engineer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from engine import definitions
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import Council
from web.stuck import Failure, explain

DECISION = Path("processes/revenues/council-tax-move/council-tax-move.dmn")
OVERLAP = "The decision council_tax_refund_route gave no result: Route: Several rules hold, but the table is UNIQUE."


def test_a_failed_decision_is_called_by_its_name_and_a_newer_version_is_told(council: Council, store):
    asked = {"service_id": council.service_id, "valid_from": store.clock.now().date()}
    with unit_of_work(store) as work:
        failure = Failure(council.version_id, "nowhere", OVERLAP, work.now - timedelta(days=1))
        (before,) = explain(work, [failure])
        deployed = definitions.deploy_decision(work, DECISION.read_bytes(), by=SYSTEM, **asked)
        (unapproved,) = explain(work, [failure])
        definitions.approve_decision(work, deployed.version_id, council.head)
        (after,) = explain(work, [failure])
    assert before.why == "Two rules of the decision “Council tax refund route” fit, but only one may."
    assert (before.newer, unapproved.newer) == ("", "")
    assert "council_tax_refund_route" not in after.why
    assert "Version 1 of it has been in force since 18 November 2026: try again." in after.newer
    assert after.technical.endswith(OVERLAP)


def test_other_failures_keep_their_words_and_steps_have_their_names(council: Council, store):
    with unit_of_work(store) as work:
        step = definitions.steps(work, council.version_id)[0]
        failure = Failure(council.version_id, step.element, "A condition has no result.", work.now)
        (told,) = explain(work, [failure])
    assert (told.at, told.why, told.newer) == (step.name, "A condition has no result.", "")


def test_a_choice_without_a_way_on_is_called_by_its_name_and_says_what_it_goes_by_and_what_to_do(
    council: Council, store
):
    looked_at = "depth, size, which has no value"
    cause = f"no condition of its outgoing flows holds and it has no default flow (looked at: {looked_at})"
    with unit_of_work(store) as work:
        (told,) = explain(work, [Failure(council.version_id, "urgent", cause, work.now)])
    assert (told.at, told.technical) == ("Deep?", f"urgent: {cause}")
    assert told.why == (
        "The case fits none of the ways on from here. It goes by “How deep is it?” and “size”, which has no value. "
        "Change what the case knows, or move it to a version with a way for it."
    )


def test_what_the_engine_says_becomes_a_sentence_and_a_failure_may_be_at_no_element(council: Council, store):
    with unit_of_work(store) as work:
        (told,) = explain(work, [Failure(council.version_id, "", "its state document is damaged", work.now)])
    assert (told.at, told.why) == ("", "Its state document is damaged.")
