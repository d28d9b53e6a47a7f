"""Takes members' files, or only tries to: what a file changes, or what is wrong with it."""

from itertools import islice

from sqlalchemy import Engine

from console.members import faults
from console.members.faults import FileFaults
from models import union_codes
from models.member_faults import MemberFileError
from models.member_file import read_rows
from models.member_import import ImportReport, MembersRefusedError, import_members
from models.member_rows import MemberRow, parse
from models.member_source import SentFile

SAMPLE = 5
"""Rows shown before a file is imported."""


def import_file(
    engine: Engine, file: SentFile, *, dry_run: bool
) -> tuple[ImportReport | None, FileFaults | None]:
    """The report, or what is wrong with the file; then nothing was changed."""
    try:
        return import_members(engine, file, union_codes.load(), dry_run=dry_run), None
    except MembersRefusedError as error:
        return None, faults.of_rows(error.faults.shown, error.faults.count)
    except MemberFileError as error:
        return None, faults.of_file(error)


def first_rows(file: SentFile) -> list[MemberRow]:
    """The first rows of a file that has no fault."""
    return [parse(texts) for _line, texts in islice(read_rows(file), SAMPLE)]
