"""Decisions: kept as they came, in force from a date."""

from __future__ import annotations

from datetime import date

import pytest

from engine import audit, decisions, definitions, people
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.people import SYSTEM, Grant
from engine.store import unit_of_work


def dmn(result: str = "1", key: str = "fee") -> bytes:
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="n">
      <decision id="{key}" name="The fee"><variable name="The fee" />
        <literalExpression><text>{result}</text></literalExpression></decision></definitions>""".encode()


def upload(store, council, data, valid_from=None, **options: object):
    with unit_of_work(store) as work:
        given = {"service_id": council.service, "by": council.analyst, **options}
        made = definitions.deploy_decision(work, data, valid_from=valid_from, **given)
        definitions.approve_decision(work, made.version_id, SYSTEM)
        return made


def fee(store, on):
    with unit_of_work(store) as work:
        version_id, model = definitions.decision_for(work, "fee", on)
        return version_id, decisions.evaluate(model, "fee", {}, now=work.now).result


def test_each_day_has_the_decision_in_force_on_it(store, council):
    first = upload(store, council, dmn("206"), date(2026, 4, 1))
    second = upload(store, council, dmn("258"), date(2026, 12, 1))

    assert fee(store, date(2026, 4, 1)) == (first.version_id, 206)
    assert fee(store, date(2026, 11, 30))[1] == 206
    assert fee(store, date(2026, 12, 1)) == (second.version_id, 258)
    with pytest.raises(NotFound, match="in force"):
        fee(store, date(2026, 3, 31))


def test_the_same_file_again_changes_nothing(store, council):
    first = upload(store, council, dmn())
    again = upload(store, council, dmn())

    assert (first.outcome, again.outcome, again.version_id) == ("created", "unchanged", first.version_id)
    assert first.valid_from == store.clock.now().date()


def test_a_file_can_come_into_force_again_without_being_kept_twice(store, council):
    first = upload(store, council, dmn("1"), date(2026, 1, 1))
    upload(store, council, dmn("2"), date(2026, 2, 1))
    back = upload(store, council, dmn("1"), date(2026, 3, 1))

    assert (back.outcome, back.version_id) == ("created", first.version_id)
    assert [fee(store, date(2026, month, 2))[1] for month in (1, 2, 3)] == [1, 2, 1]


def test_a_correction_for_the_same_day_wins(store, council):
    upload(store, council, dmn("1"), date(2026, 1, 1))
    upload(store, council, dmn("2"), date(2026, 1, 1))

    assert fee(store, date(2026, 1, 1))[1] == 2


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_date_of_another_age_is_refused(store, council, day):
    with pytest.raises(Refused, match="between 1900 and 2199"):
        upload(store, council, dmn(), day)


def test_an_id_that_is_too_long_is_refused(store, council):
    with pytest.raises(Refused, match="over 200 characters"):
        upload(store, council, dmn(key="x" * 2_000))


def test_uploads_are_listed_and_audited(store, council):
    made = upload(store, council, dmn(), date(2026, 1, 1), file_name="fees.dmn")

    with unit_of_work(store) as work:
        row = definitions.decision_rows(work, version_id=made.version_id, decision_key="fee")[0]
        assert definitions.decision_rows(work, service_ids=[council.other_service]) == []
        assert definitions.decision_original(work, made.version_id) == dmn()
        assert list(definitions.decision_model(work, made.version_id).decisions) == ["fee"]
        assert audit.entries(work, action="definitions:decision:uploaded")[0].by == council.analyst.user_id
    assert (row.key, row.name, row.number, row.file_name) == ("fee", "The fee", 1, "fees.dmn")


def test_only_who_may_upload_does_and_for_their_own_decisions(store, council):
    upload(store, council, dmn())

    with pytest.raises(NotPermitted):
        upload(store, council, dmn("2"), by=council.head)
    with pytest.raises(Conflict, match="Another service"):
        upload(store, council, dmn("2"), service_id=council.other_service)


@pytest.mark.parametrize(
    "data",
    [b"", b"<a/>", b"no", dmn("1 +* 2"), dmn().replace(b"<decision ", b"<other ").replace(b"</decision>", b"</other>")],
)
def test_what_is_no_decision_is_refused(store, council, data):
    with pytest.raises(Refused):
        upload(store, council, data)


@pytest.mark.parametrize("ask", ["decision_model", "decision_original"])
def test_unknown_versions_are_not_found(store, ask):
    with unit_of_work(store) as work, pytest.raises(NotFound):
        getattr(definitions, ask)(work, 404)


def test_a_decision_decides_nothing_until_somebody_else_has_approved_it(store, council):
    today = store.clock.now().date()
    with unit_of_work(store) as work:
        given = {"service_id": council.service, "by": council.analyst}
        made = definitions.deploy_decision(work, dmn("206"), **given)
    with pytest.raises(NotFound, match="have it approved"):
        fee(store, today)

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        definitions.approve_decision(work, made.version_id, council.analyst)
    with pytest.raises(NotFound), unit_of_work(store) as work:
        definitions.approve_decision(work, 999, SYSTEM)
    for _ in range(2):
        with unit_of_work(store) as work:
            definitions.approve_decision(work, made.version_id, SYSTEM, reason="Fees order 2026")

    assert fee(store, today) == (made.version_id, 206)
    with unit_of_work(store) as work:
        (row,) = definitions.decision_rows(work, version_id=made.version_id)
        (entry,) = audit.entries(work, action="definitions:decision:approved")
    assert row.approved_at == store.clock.now()
    assert entry.reason == "Fees order 2026"


def test_whoever_uploads_a_decision_cannot_approve_it_in_another_role(store, council):
    with unit_of_work(store) as work:
        both = [*council.analyst.grants, Grant("head_of_service", council.service)]
        people.set_grants(work, council.analyst.user_id, both, by=SYSTEM)
        uploader = people.actor_for_user(work, council.analyst.user_id)
        made = definitions.deploy_decision(work, dmn("206"), service_id=council.service, by=uploader)

    with pytest.raises(NotPermitted, match="somebody else"), unit_of_work(store) as work:
        definitions.approve_decision(work, made.version_id, uploader)
