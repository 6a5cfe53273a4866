"""Step keys from one version to the next, and proposals for what was renamed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from engine.definitions.matching import compare, keyed
from engine.definitions.step import Step

IDS = some.lists(some.sampled_from("abcdefgh"), unique=True, max_size=8)


def step(element: str, name: str = "", key: str = "", kind: str = "userTask", lane: str = "") -> Step:
    return Step(element, key or element, name, kind, lane)


def test_a_step_keeps_its_key_when_the_element_keeps_its_id():
    assert [one.step_key for one in keyed([step("a"), step("b")], {"a": "first"}, {})] == ["first", "b"]


def test_a_mapped_step_takes_the_key_and_an_element_of_that_name_gets_another():
    keys = keyed([step("a"), step("b")], {"a": "a"}, {"b": "a"})

    assert [one.step_key for one in keys] == ["a-2", "a"]


@settings(max_examples=200)
@given(IDS, some.dictionaries(some.sampled_from("abcdefgh"), some.sampled_from("abcdefgh")), some.data())
def test_two_steps_never_share_a_key_and_mapped_ones_get_theirs(ids, known, data):
    targets = data.draw(some.permutations("abcdefgh"))
    mapping = {element: targets[place] for place, element in enumerate(data.draw(IDS)) if element in ids}

    steps = keyed([step(element) for element in ids], known, mapping)

    assert [one.element for one in steps] == ids
    assert len({one.step_key for one in steps}) == len(ids)
    assert all(one.step_key == mapping[one.element] for one in steps if one.element in mapping)


@settings(max_examples=200)
@given(IDS, IDS)
def test_every_step_is_kept_new_or_lost(before, after):
    changes = compare([step(one) for one in before], [step(one) for one in after])

    assert {one.step_key for one in changes.kept} == set(before) & set(after)
    assert {one.step_key for one in changes.new} == set(after) - set(before)
    assert {one.step_key for one in changes.lost} == set(before) - set(after)


def test_the_likeliest_pairs_are_proposed_once_each():
    before = [step("a", "Check the plans"), step("b", "Write to the applicant")]
    after = [step("x", "Write to applicant"), step("y", "Check plans"), step("z", "Check the plan")]

    proposals = compare(before, after).renamed

    assert {(one.element_id, one.step_key) for one in proposals} == {("z", "a"), ("x", "b")}


def test_steps_without_a_name_or_unlike_are_not_proposed():
    assert compare([step("a"), step("b", "Refund")], [step("x"), step("y", "Survey the bridge")]).renamed == ()


def test_another_kind_and_lane_count_against_a_likeness():
    old, new = step("a", "Check", kind="task", lane="One"), step("x", "Check", kind="userTask", lane="Two")

    assert compare([old], [new]).renamed[0].likeness == 0.8


def test_a_kept_step_that_is_not_as_it_was_is_told_as_changed():
    before = [step("a", "Check", lane="Front"), step("b", "Write"), step("c", "Close")]
    after = [step("a", "Check it", lane="Back"), step("x", "Write", key="b"), step("c", "Close")]

    changes = compare(before, after)

    assert [(one.before.name, one.after.name) for one in changes.changed] == [("Check", "Check it")]
    assert len(changes.kept) == 3
