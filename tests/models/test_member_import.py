"""Members' files: taken whole or not at all, the same file twice changes nothing."""

from datetime import date, datetime
from pathlib import Path

import pytest

from ivr.cli.member_faults import told
from models import union_codes
from models.base import sessions
from models.member_export import export_rows
from models.member_faults import MemberFileError
from models.member_file import write_rows
from models.member_import import FAULTS_SHOWN, MembersRefusedError
from models.member_merge import Changes
from tests.support.members import another, members, row, take, write_csv, write_xlsx

SAMPLE = Path(union_codes.__file__).with_name("sample_members.csv")


def refused(engine, path, **options) -> list[str]:
    """Import, expect a refusal, and return its lines."""
    with pytest.raises(MembersRefusedError) as error:
        take(engine, path, **options)
    return told(error.value).splitlines()


def test_the_sample_file_is_taken(engine):
    report = take(engine, SAMPLE)
    assert (report.rows, report.members, report.unknown_codes) == (6, Changes(6, 0), {})
    assert members(engine)["9403269910"].state == "moved"


def test_the_same_file_again_changes_nothing(engine, tmp_path):
    file = write_csv(tmp_path / "m.csv", row(), another(1))
    take(engine, file)
    report = take(engine, file)
    assert (report.members, report.periods) == (Changes(0, 0), Changes(0, 0))


def test_changed_fields_are_updated(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    report = take(engine, write_csv(tmp_path / "b.csv", row(employer="示例新厂", state="moved")))
    assert report.members == Changes(0, 1)
    member = members(engine)["7921742180"]
    assert (member.person.employer, member.state) == ("示例新厂", "moved")


def test_a_renewal_adds_a_period_and_keeps_the_old_one(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    renewed = row(plan="B", covered_from="2027-01-01", covered_to="2027-12-31")
    assert take(engine, write_csv(tmp_path / "b.csv", renewed)).periods == Changes(1, 0)
    member = members(engine)["7921742180"]
    assert [(c.plan, c.starts.year) for c in member.coverages] == [("A", 2026), ("B", 2027)]
    assert member.coverage_on(date(2026, 11, 24)).plan == "A"
    assert member.coverage_on(date(2027, 1, 1)).plan == "B"
    assert member.coverage_on(date(2029, 1, 1)).plan == "B"


def test_a_period_may_be_corrected(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    report = take(engine, write_csv(tmp_path / "b.csv", row(covered_to="2026-06-30")))
    assert report.periods == Changes(0, 1)
    assert members(engine)["7921742180"].coverages[0].ends == date(2026, 6, 30)


def test_a_file_may_hold_several_periods_of_one_member(engine, tmp_path):
    later = row(covered_from="2027-01-01", covered_to="2027-12-31")
    report = take(engine, write_csv(tmp_path / "m.csv", row(), later))
    assert (report.members, report.periods) == (Changes(1, 0), Changes(2, 0))


def test_a_dry_run_tells_and_changes_nothing(engine, tmp_path):
    report = take(engine, write_csv(tmp_path / "m.csv", row()), dry_run=True)
    assert report.members == Changes(1, 0)
    assert members(engine) == {}


def test_one_wrong_row_and_nothing_is_taken(engine, tmp_path):
    lines = refused(engine, write_csv(tmp_path / "m.csv", row(), another(1, plan="C")))
    assert lines == ["line 3: plan 'C' is not A or B", "Nothing was imported."]
    assert members(engine) == {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": "792174218"}, "9 digits, not 10: zeros in front are lost"),
        ({"number": "79217421800"}, "11 digits, not 10"),
        ({"number": "792174218x"}, "is not 10 digits"),
        ({"number": "７９２１７４２１８０"}, "is not 10 digits"),
        ({"name": ""}, "name is empty"),
        ({"name": "长" * 51}, "longer than 50"),
        ({"employer": " "}, "employer is empty"),
        ({"state": "unknown"}, "is none of valid, lost"),
        ({"birth_date": "1975-02-30"}, "is no date"),
        ({"birth_date": "12.8.1975"}, "is no date"),
        ({"birth_date": "1875-08-12"}, "cannot be right"),
        ({"birth_date": "2026-08-12"}, "cannot be right"),
        ({"mobile": "12345"}, "not an 11-digit mobile"),
        ({"covered_to": "2025-12-31"}, "ends before it begins"),
        ({"id_masked": "310101197508121234"}, "masked with at least 4 stars"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(engine, tmp_path, change, reason):
    lines = refused(engine, write_csv(tmp_path / "m.csv", row(**change)))
    assert lines[0].startswith("line 2: ")
    assert reason in lines[0]


def test_states_may_be_written_in_chinese(engine, tmp_path):
    take(engine, write_csv(tmp_path / "m.csv", row(state="挂失")))
    assert members(engine)["7921742180"].state == "lost"


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (row(employer="另一家"), "same number as line 2, but person or state differ"),
        (row(), "coverage overlaps that of line 2"),
        (row(covered_from="2026-12-31", covered_to="2027-12-30"), "overlaps that of line 2"),
        (row(number="7920000001"), "the person of line 2 with a second valid card"),
    ],
)
def test_rows_that_contradict_each_other(engine, tmp_path, second, reason):
    lines = refused(engine, write_csv(tmp_path / "m.csv", row(), second))
    assert lines[0].startswith("line 3: ")
    assert reason in lines[0]


def test_coverage_that_overlaps_what_is_on_record(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    overlapping = row(covered_from="2026-07-01", covered_to="2027-06-30")
    lines = refused(engine, write_csv(tmp_path / "b.csv", overlapping))
    assert lines[0] == "line 2: coverage overlaps the period 2026-01-01 to 2026-12-31 on record"


def test_a_person_has_one_valid_card(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    second = row(number="7920000001")
    lines = refused(engine, write_csv(tmp_path / "b.csv", second))
    assert lines[0] == "line 2: this person has a valid card under another number"


def test_a_new_card_is_fine_once_the_old_one_is_cancelled(engine, tmp_path):
    take(engine, write_csv(tmp_path / "a.csv", row()))
    file = write_csv(tmp_path / "b.csv", row(number="7920000001"), row(state="cancelled"))
    take(engine, file)
    assert {n: m.state for n, m in members(engine).items()} == {
        "7921742180": "cancelled",
        "7920000001": "valid",
    }


def test_unknown_union_codes_are_told_or_refused(engine, tmp_path):
    file = write_csv(tmp_path / "m.csv", row(), another(1) | {"number": "9990000001"})
    assert take(engine, file).unknown_codes == {"999": 1}
    lines = refused(engine, file, strict_codes=True)
    assert lines[0] == "line 3: union code 999 is not in the table"


def test_many_faults_are_counted_not_listed(engine, tmp_path):
    rows = [another(n, plan="C") for n in range(FAULTS_SHOWN + 20)]
    lines = refused(engine, write_csv(tmp_path / "m.csv", *rows))
    assert len(lines) == FAULTS_SHOWN + 2
    assert lines[-2] == "and 20 more"


def test_xlsx_with_real_dates_and_numbers(engine, tmp_path):
    typed = row() | {"birth_date": datetime(1975, 8, 12), "number": 7921742180}
    report = take(engine, write_xlsx(tmp_path / "m.xlsx", typed, another(1)))
    assert report.members == Changes(2, 0)
    assert members(engine)["7921742180"].person.birth_date == "1975-08-12"


def test_a_number_cell_that_lost_its_zeros_is_refused(engine, tmp_path):
    lines = refused(engine, write_xlsx(tmp_path / "m.xlsx", row() | {"number": 237409546}))
    assert "zeros in front are lost unless the cells are text" in lines[0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_can_be_imported_again(engine, tmp_path, kind):
    take(engine, SAMPLE)
    file = tmp_path / f"out.{kind}"
    assert write_rows(file, export_rows(sessions(engine))) == 6
    report = take(engine, file)
    assert (report.rows, report.members, report.periods) == (6, Changes(0, 0), Changes(0, 0))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.csv", b"number,name\n1,2\n", "columns missing: employer"),
        ("m.csv", "number,name\n".encode("utf-16"), "not UTF-8"),
        ("m.xlsx", b"no zip at all", "not a readable XLSX"),
        ("m.ods", b"", "wants a .csv or .xlsx"),
    ],
)
def test_files_that_cannot_be_read(engine, tmp_path, name, content, reason):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(MemberFileError) as error:
        take(engine, file)
    assert reason in told(error.value)


def test_progress_counts_every_row(engine, tmp_path):
    seen: list[int] = []
    take(engine, write_csv(tmp_path / "m.csv", row(), another(1)), progress=seen.append)
    assert sum(seen) == 2
