"""`bpr deploy`: a folder of processes into the database, and approved."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import definitions, people
from engine.cli import main
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.calls import ALONE, CALLER, drawn
from tests.decisions import files
from tests.definitions.models import SOUND, model
from tests.definitions.test_deciding import dmn
from tests.definitions.test_libraries import importer, library

PROCESSES = Path(__file__).parents[2] / "processes"


@pytest.fixture
def bpr(store, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    with unit_of_work(store) as work:
        for key in ("planning", "highways", "revenues"):
            people.create_service(work, key, key.title(), by=SYSTEM)
    return lambda *words: CliRunner().invoke(main, ["deploy", *map(str, words)])


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "planning" / "check"
    place.mkdir(parents=True)
    (place / "check.bpmn").write_bytes(model(SOUND))
    (place / "fee.dmn").write_bytes(dmn())
    return tmp_path


def test_a_folder_is_deployed_and_approved_and_again_changes_nothing(bpr, folder, store):
    first, again = bpr(folder), bpr(folder)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "created, version 1 (id 1), ready to run, approved" in first.output
    assert "created, fee in force from" in first.output
    assert again.output.count("unchanged") == 2
    with unit_of_work(store) as work:
        assert definitions.live_version(work, "process").number == 1


def test_one_bad_file_is_told_and_the_others_are_deployed(bpr, folder, store):
    (folder / "planning" / "check" / "bad.bpmn").write_bytes(b"Dear sir")

    result = bpr(folder)

    assert result.exit_code == 1
    assert "bad.bpmn: not deployed. " in result.output
    with unit_of_work(store) as work:
        assert len(definitions.processes(work)) == 1


def test_an_unknown_service_is_named(bpr, folder):
    (folder / "planning").rename(folder / "parks")

    result = bpr(folder / "parks" / "check" / "check.bpmn")

    assert result.exit_code == 1
    assert "no service with the key 'parks'" in result.output


def test_nothing_to_deploy_is_said(bpr, tmp_path):
    assert "no .bpmn or .dmn file" in bpr(tmp_path).output


def test_marks_that_differ_are_left_unless_asked_for(bpr, folder, store):
    bpr(folder)
    marked = SOUND.replace('"Check it"', '"Check it" mark="onceAndDone=\'true\'"')
    (folder / "planning" / "check" / "check.bpmn").write_bytes(model(marked))

    left, taken = bpr(folder), bpr(folder, "--marks")

    assert "marks of 1 step differ from today's" in left.output
    assert "differ from" not in taken.output
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, 1)["check"].once_and_done


def test_the_shipped_processes_are_deployed(bpr, store):
    result = bpr(PROCESSES)

    assert result.exit_code == 0, result.output
    with unit_of_work(store) as work:
        assert len(definitions.processes(work)) == 4
        assert all(definitions.marks_of(work, process.id) for process in definitions.processes(work))


def test_a_decision_that_must_be_put_right_is_kept_and_decides_nothing(bpr, tmp_path, store):
    place = tmp_path / "planning" / "fee"
    place.mkdir(parents=True)
    both = files.table("UNIQUE", ["n"], ["o"], [["< 5", "1"], ["> 3", "2"]])
    (place / "fee.dmn").write_bytes(files.dmn(files.given("n", "number"), files.decision("fee", both, "i:n")))
    said = bpr(tmp_path)

    assert said.exit_code == 0
    assert "created, fee decides nothing yet: put right what must be" in said.output
    assert "fee: Rules 1 and 2 both hold when n is 4" in said.output
    with unit_of_work(store) as work:
        assert [row.approved_at for row in definitions.decision_rows(work, decision_key="fee")] == [None]


def test_a_decision_is_deployed_after_those_that_it_imports(bpr, tmp_path):
    place = tmp_path / "planning" / "fee"
    place.mkdir(parents=True)
    rates, space = files.decision("rate", files.literal("2")), "https://example.org/rates"
    imported = f'<import name="rates" namespace="{space}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    fee = files.decision("fee", files.literal("rates.rate"), f"d:{space}#rate")
    (place / "a-fee.dmn").write_bytes(files.dmn(imported, fee))
    (place / "z-rates.dmn").write_bytes(files.dmn(rates, namespace=space))
    said = bpr(tmp_path)

    assert (said.exit_code, said.output.count("approved")) == (0, 2), said.output


def test_a_library_is_deployed_before_the_decision_that_imports_it(bpr, tmp_path):
    place = tmp_path / "planning" / "fee"
    place.mkdir(parents=True)
    (place / "a-fee.dmn").write_bytes(importer())
    (place / "z-money.dmn").write_bytes(library("2"))
    said = bpr(tmp_path)

    assert said.exit_code == 0, said.output
    assert "z-money.dmn: created, file in force from" in said.output
    assert "a-fee.dmn: created, fee in force from" in said.output


def test_a_process_that_is_deployed_before_the_one_it_calls_is_approved_with_that(bpr, tmp_path, store):
    place = tmp_path / "planning" / "request"
    place.mkdir(parents=True)
    (place / "a-request.bpmn").write_bytes(drawn("request", CALLER))
    (place / "payment.bpmn").write_bytes(drawn("payment", ALONE))

    said = bpr(tmp_path)

    assert said.exit_code == 0, said.output
    assert "version 1 (id 1), walk-through only" in said.output
    assert "request, which calls it, version 1 (id 1): ready to run, approved" in said.output
    with unit_of_work(store) as work:
        assert definitions.live_version(work, "request").id == 1
