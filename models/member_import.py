"""Members from a file: every row checked, the whole file taken or nothing of it.

Rows are staged in a temporary table and merged by a few statements in one transaction, so memory
does not grow with the file. The same file a second time changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, insert

from models import member_merge as merge
from models.base import WRITING
from models.errors import ModelsError
from models.member import UNION_CODE_LENGTH, fingerprint, member_end, number_key, person_key
from models.member_faults import RowCode, RowError, RowFault
from models.member_file import Row, read_rows
from models.member_rows import MemberRow, parse
from models.member_source import Source
from models.sealed import vault_of_engine
from models.vault import Vault

FAULTS_SHOWN = 100
CHUNK = 5_000


@dataclass
class Faults:
    """The first faults in full, the rest as a number."""

    shown: list[RowFault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, code: RowCode, values: dict[str, Any]) -> None:
        """Note one fault."""
        self.count += 1
        if len(self.shown) < FAULTS_SHOWN:
            self.shown.append(RowFault(line, code, values))


class MembersRefusedError(ModelsError):
    """The file was not taken; `faults` says why, line by line."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(f"{faults.count} faults")
        self.faults = faults


@dataclass(frozen=True)
class ImportReport:
    """What an import changed, or with a dry run would change."""

    rows: int
    members: merge.Changes
    periods: merge.Changes
    unknown_codes: dict[str, int]
    """Union codes not in the table, with the number of their rows."""


@dataclass
class _Pass:
    """What the pass over the file gathers."""

    vault: Vault
    codes: Mapping[str, str]
    strict_codes: bool
    progress: Callable[[int], None]
    faults: Faults = field(default_factory=Faults)
    unknown: Counter[str] = field(default_factory=Counter)
    rows: int = 0


def import_members(
    engine: Engine,
    source: Source,
    codes: Mapping[str, str],
    *,
    strict_codes: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportReport:
    """Add or update members and their coverage periods from a CSV or XLSX file.

    `codes` are the known union codes; an unknown one is reported, with `strict_codes` refused.
    `progress` is told how many more rows were read. Raises `MembersRefusedError` or
    `MemberFileError`; then nothing was changed.
    """
    reading = _Pass(vault_of_engine(engine), codes, strict_codes, progress)
    with engine.connect() as connection:
        with connection.begin():
            merge.prepare(connection)
            _stage(connection, source, reading)
        # Only from here on do others have to wait for this transaction.
        with connection.execution_options(**WRITING).begin():
            report = _compare(connection, reading)
            if not dry_run:
                merge.apply(connection)
        merge.clear(connection)
    return report


def _compare(connection: Connection, reading: _Pass) -> ImportReport:
    for line, code, values in merge.conflicts(connection):
        reading.faults.add(line, code, values)
    if reading.faults.count:
        raise MembersRefusedError(reading.faults)
    return ImportReport(
        reading.rows,
        merge.member_changes(connection),
        merge.period_changes(connection),
        dict(sorted(reading.unknown.items())),
    )


def _stage(connection: Connection, source: Source, reading: _Pass) -> None:
    def report(fault: RowFault) -> None:
        reading.faults.add(fault.line, fault.code, fault.values)

    everything = read_rows(source, report)
    while rows := list(islice(everything, CHUNK)):
        reading.rows += len(rows)
        staged = [good for row in rows if (good := _staged(row, reading))]
        if staged:
            connection.execute(insert(merge.staging), staged)
        reading.progress(len(rows))
    merge.index(connection)


def _staged(row: Row, reading: _Pass) -> dict[str, Any] | None:
    line, texts = row
    try:
        member = parse(texts)
    except RowError as error:
        for code, values in error.faults:
            reading.faults.add(line, code, values)
        return None
    union = member.person.number[:UNION_CODE_LENGTH]
    if union not in reading.codes:
        reading.unknown[union] += 1
        if reading.strict_codes:
            reading.faults.add(line, "union_code", {"code": union})
            return None
    return {"line": line, "union_code": union, **_columns(reading.vault, member)}


def _columns(vault: Vault, member: MemberRow) -> dict[str, Any]:
    person = member.person
    return {
        "number_key": number_key(vault, person.number),
        "number_end": member_end(vault, person.number),
        "state": member.state,
        "person": person,
        "person_key": person_key(vault, person),
        "fingerprint": fingerprint(vault, person, member.state),
        "plan": member.plan,
        "starts": member.covered_from,
        "ends": member.covered_to,
    }
