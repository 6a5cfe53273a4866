"""Services and sites."""

from __future__ import annotations

import pytest

from engine.audit import entries
from engine.errors import NotFound, Refused, StaleVersion
from engine.people import (
    SYSTEM,
    change_service,
    change_site,
    create_service,
    create_site,
    create_user,
    find_service,
    find_site,
    service_by_id,
    services,
    site_by_id,
    sites,
)
from engine.store import Store, unit_of_work


def test_a_service_is_kept_with_its_themes_owner_and_calendar(store: Store):
    with unit_of_work(store) as work:
        owner = create_user(work, "head", "Head", by=SYSTEM)
        made = create_service(
            work,
            "council-tax",
            "Council tax",
            themes=["money", "homes"],
            owner_id=owner.id,
            default_calendar="england",
            by=SYSTEM,
        )
    with unit_of_work(store) as work:
        assert find_service(work, "council-tax") == made == service_by_id(work, made.id)
        assert made.themes == ("money", "homes")
        assert services(work) == [made]
        assert find_service(work, "nothing") is None
        with pytest.raises(NotFound, match="no service 99"):
            service_by_id(work, 99)


def test_a_site_is_kept_with_its_area(store: Store):
    with unit_of_work(store) as work:
        made = create_site(work, "kendal", "Kendal", area="south-lakes", by=SYSTEM)
        assert find_site(work, "kendal") == made == site_by_id(work, made.id)
        assert sites(work) == [made]
        assert find_site(work, "nowhere") is None
        with pytest.raises(NotFound, match="no site 99"):
            site_by_id(work, 99)


@pytest.mark.parametrize("key", ["", "Council-Tax", "council tax", "-a", "a--b", "a_b", "é", "x" * 61, "a\n"])
def test_a_key_that_would_not_do_in_an_address_is_refused(store: Store, key: str):
    with unit_of_work(store) as work:
        for create in (create_service, create_site):
            with pytest.raises(Refused, match="small letters, digits and hyphens") as refusal:
                create(work, key, "Name", by=SYSTEM)
            assert refusal.value.problems[0].where == "key"


def test_a_key_is_used_once_and_an_owner_must_exist(store: Store):
    with unit_of_work(store) as work:
        create_service(work, "tax", "Tax", by=SYSTEM)
        create_site(work, "kendal", "Kendal", by=SYSTEM)
        with pytest.raises(Refused, match="already a service with the key tax"):
            create_service(work, "tax", "Again", by=SYSTEM)
        with pytest.raises(Refused, match="already a site with the key kendal"):
            create_site(work, "kendal", "Again", by=SYSTEM)
        with pytest.raises(Refused, match="none with the id 99"):
            create_service(work, "other", "Other", owner_id=99, by=SYSTEM)


def test_changes_count_versions_and_stand_in_the_record(store: Store):
    with unit_of_work(store) as work:
        service = create_service(work, "tax", "Tax", by=SYSTEM)
        site = create_site(work, "kendal", "Kendal", by=SYSTEM)
        changed = change_service(
            work, service.id, {"name": "Council tax", "themes": ["money"]}, by=SYSTEM, row_version=1
        )
        assert (changed.name, changed.themes, changed.row_version) == ("Council tax", ("money",), 2)
        assert change_site(work, site.id, {"area": "south"}, by=SYSTEM, row_version=1).area == "south"
        with pytest.raises(StaleVersion):
            change_service(work, service.id, {"name": "Tax"}, by=SYSTEM, row_version=1)
        with pytest.raises(StaleVersion):
            change_site(work, site.id, {"name": "Tax"}, by=SYSTEM, row_version=1)
        with pytest.raises(Refused, match="1 to 200"):
            change_site(work, site.id, {"name": ""}, by=SYSTEM, row_version=2)
        with pytest.raises(ValueError, match="key"):
            change_service(work, service.id, {"key": "other"}, by=SYSTEM, row_version=2)
        (entry,) = entries(work, action="people:service:changed")
    assert entry.subject == ("service", service.id)
    assert entry.facts == {"changed": ["name", "themes"]}
