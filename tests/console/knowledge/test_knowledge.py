"""Editors change what the hotline says: drafts, checks, publishing, the way back. No browser, no
scripts; the dry run of an edition is the real one only where a test says so."""

import contextlib
import io
import re
import time

import pytest
from flask_babel import force_locale
from openpyxl import load_workbook

from console.knowledge import dry_run
from console.knowledge.diff import differences
from console.knowledge.rows import open_versions
from ivr.services.trial_voices import TrialVoices
from kb.contract import Meaning
from kb.editions import drafts
from kb.editions import edition_store as editions
from kb.editions.plans import plan_of_review
from kb.editions.publishing import publish_items
from kb.evaluation.dry_run import report_on
from models.database import Database
from models.knowledge import VersionState
from speech.tts.pack import PromptPack
from speech.tts.voice import Voice
from tests.support.callers import make_call
from tests.support.small_knowledge import small
from tests.support.staff import Person, new_hotline
from tests.support.voices import ToneSynthesizer

GOOD = {"faults": [], "tests": 300, "failures": [], "questions": 0, "changes": []}
FAILURE = {
    "file": "test:small:card.bank",
    "line": 1,
    "text": "取款呢",
    "message": "refused",
    "chinese": "现在没听懂",
    "falsely_covered": False,
}
BANK = "/knowledge/items/card.bank"
BEGINNING = 2
"""The edition of a few sentences; the first one came from the content files."""


@pytest.fixture(scope="module")
def hotline(tmp_path_factory):
    """A hotline that knows little, so that editions are taken up at once."""
    hotline = new_hotline(tmp_path_factory.mktemp("knowledge"), synthesizer="none")
    publish_items(Database(hotline.services.sessions), small(), "tests")
    hotline.services.knowledge.step()
    return hotline


@pytest.fixture(autouse=True)
def back_to_the_beginning(hotline):
    """Every test begins with the same edition, and no drafts."""
    yield
    with hotline.services.sessions.begin() as db:
        for version in open_versions(db):
            version.state = VersionState.RETIRED
        with contextlib.suppress(editions.NothingToPublishError):
            editions.restore(db, BEGINNING, "tests")
    hotline.services.knowledge.step()


@pytest.fixture
def found(monkeypatch):
    """The dry run tells at once what the test wrote down."""
    report = dict(GOOD)
    monkeypatch.setattr(dry_run, "in_own_process", lambda _request: report)
    return report


def edit(person: Person, item_id: str, **fields: str):
    """Fill in the form as the page shows it, but for `fields`."""
    with person.hotline.services.sessions() as db:
        draft = drafts.open_version(db, item_id)
    seen = draft.revision if draft else 0
    return person.post(f"/knowledge/items/{item_id}/edit", seen=seen, **fields)


def submit(person: Person, item_id: str) -> None:
    """Hand in, and wait for the dry run."""
    answer = person.post(f"/knowledge/items/{item_id}/submit")
    assert answer.location.endswith("/knowledge/publish")
    settled(person)


def settled(person: Person, **query: object) -> str:
    """The page of publishing once the dry run has told."""
    for _ in range(1200):
        page = person.get("/knowledge/publish", **query).text
        if "正在试运行</span>" not in page:
            return page
        time.sleep(0.05)
    raise AssertionError("the dry run tells nothing")


def publish(person: Person, **form: str):
    page = person.get("/knowledge/publish", **{k: form[k] for k in ("edition",) if k in form}).text
    subject = page.partition('name="subject" value="')[2].partition('"')[0]
    answer = person.post("/knowledge/publish", subject=subject, **form)
    person.hotline.services.knowledge.step()
    return answer


def heard(hotline, item_topic: str = "card.bank", illness: str = "") -> str:
    """What a caller hears now."""
    day = dry_run.date(2026, 11, 24)
    answer = hotline.services.knowledge.current.answer(Meaning(item_topic, illness), day)
    return "".join(answer.pieces) if answer else ""


def test_only_editors_and_admins_see_it(hotline, operator, editor, admin):
    assert operator.get("/knowledge").status_code == 403
    assert operator.post(BANK + "/submit").status_code == 403
    assert "知识库" not in operator.get("/account").text
    for person in (editor, admin):
        assert "疾病清单里有 2 条没有和职保会的条款核对过" in person.get("/knowledge").text


def test_a_phrase_is_looked_up_by_what_it_means(editor):
    page = editor.get("/knowledge", text="心肌的梗死给不给赔").text
    assert page.index("items/ami") < page.index("写着这些字的条目")
    assert "items/card.bank" in editor.get("/knowledge", text="取款机").text


def test_from_draft_to_a_call_that_hears_it(hotline, editor, found):
    before = heard(hotline)
    answer = edit(editor, "card.bank", pieces="取钱的新说法。\n卡上没有年费。", note="文件改了")
    assert answer.location.endswith(BANK)
    page = editor.get(BANK).text
    assert "<ins>" in page
    assert "文件改了" in page
    assert heard(hotline) == before
    submit(editor, "card.bank")
    assert publish(editor, note="改银行").location.endswith("/knowledge/editions")
    assert heard(hotline) == "取钱的新说法。卡上没有年费。"
    assert "改银行" in editor.get("/knowledge/editions").text
    done = [action for action, subject in editor.logged() if action.startswith("knowledge")]
    assert done == [
        "knowledge drafted",
        "knowledge submitted",
        "knowledge tried",
        "knowledge published",
    ]


def test_an_earlier_edition_and_an_earlier_version_come_back(hotline, editor, found):
    before = heard(hotline)
    edit(editor, "card.bank", pieces="改错了。")
    submit(editor, "card.bank")
    publish(editor)
    with hotline.services.sessions() as db:
        wrong = drafts.published_version(db, "card.bank").number
    editor.post("/knowledge/publish/dry-run", edition=str(BEGINNING))
    settled(editor, edition=BEGINNING)
    publish(editor, edition=str(BEGINNING))
    assert heard(hotline) == before
    editor.post(BANK + "/take-up", number=str(wrong))
    submit(editor, "card.bank")
    publish(editor)
    assert heard(hotline) == "改错了。"


def test_a_draft_with_a_fault_is_kept_told_and_not_handed_in(hotline, editor, found):
    edit(editor, "ami", aliases="心梗\n流感")
    page = editor.get("/knowledge/items/ami").text
    assert "『流感』已经属于『心肌梗死』" in page
    assert editor.post("/knowledge/items/ami/submit").location.endswith("/items/ami")
    assert "没有送审的改动" in editor.get("/knowledge/publish").text
    with hotline.services.sessions() as db:
        assert "流感" in drafts.open_version(db, "ami").body["aliases"]


def test_a_failing_content_test_stops_editors_and_admins_must_insist(hotline, editor, admin, found):
    found["failures"] = [FAILURE]
    edit(editor, "card.bank", pieces="不合测试的话。")
    submit(editor, "card.bank")
    page = editor.get("/knowledge/publish").text
    assert "1 条测试没有通过" in page
    assert "现在没听懂" in page
    assert publish(editor, force="1").location.endswith("/publish")
    assert publish(admin).location.endswith("/publish")
    assert "不合测试" not in heard(hotline)
    assert publish(admin, force="1").location.endswith("/editions")
    assert "不合测试" in heard(hotline)


def test_nobody_publishes_what_would_falsely_be_covered(hotline, admin, found):
    found["failures"] = [{**FAILURE, "falsely_covered": True}]
    edit(admin, "card.bank", pieces="会错答。")
    submit(admin, "card.bank")
    assert "谁也不能发布" in admin.get("/knowledge/publish").text
    assert publish(admin, force="1").location.endswith("/publish")
    assert "会错答" not in heard(hotline)


def test_what_becomes_covered_must_be_looked_at(hotline, editor, found):
    sid = make_call(hotline, "肺部有结节怎么办")
    with hotline.services.sessions() as db:
        entry = dry_run.real_questions(db)[0]
    outcome = {"decision": "reject", "name": "", "covered": False, "answer": ""}
    after = {"decision": "answer", "name": "恶性肿瘤赔不赔", "covered": True, "answer": "在。"}
    found |= {"questions": 1, "changes": [{"id": entry["id"], "before": outcome, "after": after}]}
    edit(editor, "card.bank", pieces="新。")
    submit(editor, "card.bank")
    page = editor.get("/knowledge/publish").text
    assert "肺部有结节怎么办" in page
    assert sid not in page
    assert publish(editor).location.endswith("/publish")
    assert publish(editor, seen_covered="1").location.endswith("/editions")


def test_a_change_after_the_dry_run_makes_its_result_worthless(hotline, editor, found):
    edit(editor, "card.bank", pieces="试过的。")
    submit(editor, "card.bank")
    page = editor.get("/knowledge/publish").text
    subject = page.partition('name="subject" value="')[2].partition('"')[0]
    edit(editor, "card.bank", pieces="没试过的。")
    submit(editor, "card.bank")
    assert editor.post("/knowledge/publish", subject=subject).location.endswith("/publish")
    assert "试过的" not in heard(hotline)


def test_a_broken_dry_run_publishes_nothing(editor, monkeypatch):
    monkeypatch.setattr(dry_run, "in_own_process", lambda _request: {"broken": True})
    edit(editor, "card.bank", pieces="新。")
    submit(editor, "card.bank")
    assert "试运行中断了" in editor.get("/knowledge/publish").text
    assert publish(editor).location.endswith("/publish")


def test_a_report_that_lacks_a_part_counts_as_broken_off_and_publishes_nothing(
    hotline, admin, monkeypatch
):
    monkeypatch.setattr(dry_run, "in_own_process", lambda _request: {"faults": [], "failures": []})
    edit(admin, "card.bank", pieces="新。")
    submit(admin, "card.bank")
    assert "试运行中断了" in admin.get("/knowledge/publish").text
    with hotline.services.sessions() as db:
        subject = plan_of_review(db).subject
    answer = admin.post("/knowledge/publish", subject=subject, force="1")
    assert answer.location.endswith("/publish")


def test_nobody_overwrites_what_somebody_else_just_wrote(editor, admin):
    edit(editor, "card.bank", pieces="第一个人写的。")
    late = admin.post(BANK + "/edit", seen="0", pieces="第二个人写的。")
    assert late.status_code == 200
    assert f"{editor.name} 刚刚改过这份草稿" in late.text
    assert "第二个人写的。" in late.text
    assert "第一个人写的。" in admin.get(BANK).text


def test_a_check_is_kept_until_the_facts_change(hotline, editor, found):
    edit(editor, "ami", verified="now")
    submit(editor, "ami")
    publish(editor)
    page = editor.get("/knowledge/items/ami").text
    assert f"{editor.name} 2026-11-24" in page
    assert "疾病清单里有 1 条" in editor.get("/knowledge").text
    edit(editor, "ami", verified="keep", aliases="心梗\n心肌梗塞了")
    with hotline.services.sessions() as db:
        assert drafts.open_version(db, "ami").body["verified"]["by"] == editor.name
    edit(editor, "ami", verified="keep", listed="B")
    with hotline.services.sessions() as db:
        assert drafts.open_version(db, "ami").body["verified"] is False


def test_a_new_illness_is_begun_and_an_id_is_given_once(hotline, editor, found):
    answer = editor.post(
        "/knowledge/new", kind="illnesses", id="chilblains", name="冻疮", listed="", text="手上冻疮"
    )
    assert answer.location.endswith("/chilblains/edit")
    assert "『来源文件』不能是空的" in editor.get("/knowledge/items/chilblains").text
    taken = editor.post("/knowledge/new", kind="illnesses", id="flu", name="又一个流感")
    assert "已经有了" in taken.text
    assert "编号只能用" in editor.post("/knowledge/new", kind="illnesses", id="冻疮").text
    edit(editor, "chilblains", document="手册", section="第一页")
    submit(editor, "chilblains")
    publish(editor)
    assert "目前公布的范围里没有冻疮" in heard(hotline, "illness.coverage", "chilblains")


def test_what_is_given_up_or_ended(hotline, editor, found):
    edit(editor, "card.bank", pieces="算了。")
    editor.post(BANK + "/discard")
    assert "正在修改" not in editor.get(BANK).text
    assert editor.post("/knowledge/items/flu/end").status_code == 302
    submit(editor, "flu")
    assert "停用" in editor.get("/knowledge/publish").text
    publish(editor)
    assert heard(hotline, "illness.coverage", "flu") == ""
    assert editor.post(BANK + "/explode").status_code == 404
    assert editor.get("/knowledge/items/nothing").status_code == 404


def test_every_page_opens_in_both_languages(hotline, editor):
    for language in ("en", "zh"):
        editor.post("/language", language=language)
        for item in ("card.bank", "ami", "coverage.a", "words:words.yaml"):
            assert editor.get(f"/knowledge/items/{item}").status_code == 200
            assert editor.get(f"/knowledge/items/{item}/edit").status_code == 200
        for section in ("entries", "illnesses", "coverage", "words", "tests"):
            assert editor.get("/knowledge", section=section).status_code == 200
        for page in ("new", "publish", "editions", "bench", "files", "live"):
            assert editor.get(f"/knowledge/{page}").status_code == 200


def test_the_bench_tells_what_is_understood_and_why(hotline, editor):
    page = editor.get("/knowledge/bench", text="心肌梗死赔不赔").text
    assert "直接回答" in page
    assert "心肌梗死赔不赔" in page
    assert "最像的一句" in page
    hotline.services.recognizer.texts.append("流感赔吗")
    sound = (io.BytesIO(editor.get(BANK + "/sound/published/0.wav").data), "q.wav")
    assert "听到：" in editor.post("/knowledge/bench", sound=sound).text
    noise = (io.BytesIO(b"no sound"), "q.wav")
    assert "不是能播放的声音" in editor.post("/knowledge/bench", sound=noise).text


def test_the_bench_tries_drafts(editor):
    edit(editor, "card.bank", examples="乌拉乌拉呱呱叫")
    sure = "直接回答 · 取钱要不要手续费"
    assert sure not in editor.get("/knowledge/bench", text="乌拉乌拉呱呱叫").text
    assert sure in editor.get("/knowledge/bench", text="乌拉乌拉呱呱叫", drafts="1").text


def test_an_answer_is_heard_before_it_is_published(editor):
    edit(editor, "card.bank", pieces="{basis}这句话还没有发布。")
    sound = editor.get(BANK + "/sound/draft/0.wav")
    assert (sound.mimetype, sound.data[:4]) == ("audio/wav", b"RIFF")
    assert editor.get(BANK + "/sound/draft/7.wav").status_code == 404


def test_an_answer_is_heard_in_either_voice(hotline, editor, tmp_path, monkeypatch):
    spoken = {n: ToneSynthesizer(f"{n}@0.9") for n in ("zf_xiaobei", "zm_yunxi")}
    nothing = PromptPack(tmp_path / "none")
    for synthesizer in spoken.values():
        synthesizer.name = "kokoro"
    voices = {n: Voice(s, tmp_path / "cache", pack=nothing) for n, s in spoken.items()}
    offered = TrialVoices(voices["zf_xiaobei"], voices.__getitem__)
    other = hotline.with_parts(trial_voices=offered)
    monkeypatch.setattr(editor, "client", other.app.test_client())
    editor.sign_in()
    page = editor.get(BANK).text
    assert "女声（热线在用）" in page
    assert "男声" in page
    for name, synthesizer in spoken.items():
        assert f"0.wav?voice={name}" in editor.get(BANK, voice=name).text
        assert editor.get(BANK + "/sound/published/0.wav", voice=name).data[:4] == b"RIFF"
        assert len(synthesizer.texts) == 1
    assert editor.get(BANK + "/sound/published/0.wav").status_code == 200
    assert editor.get(BANK, voice="nobody").status_code == 404
    assert [len(synthesizer.texts) for synthesizer in spoken.values()] == [1, 1]


def test_a_voice_that_cannot_be_had_is_no_sound(hotline, editor):
    assert hotline.services.trial_voices.names == ("", "zf_xiaobei", "zm_yunxi")
    answer = editor.get(BANK + "/sound/published/0.wav", voice="zm_yunxi")
    assert answer.status_code == 503


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_a_file_goes_out_and_comes_back_without_a_change(editor, kind):
    out = editor.get(f"/knowledge/export.{kind}")
    back = editor.post("/knowledge/files", file=(io.BytesIO(out.data), f"k.{kind}"))
    assert back.status_code == 302, back.text
    assert "其中 0 条有改动" in editor.get("/knowledge").text
    assert editor.get("/knowledge/export.pdf").status_code == 404


def sheet_with(raw: bytes, sheet: str, row: int, head: str, value: str) -> io.BytesIO:
    """The Excel file with one cell changed."""
    book = load_workbook(io.BytesIO(raw))
    heads = [cell.value for cell in book[sheet][1]]
    book[sheet].cell(row, heads.index(head) + 1).value = value
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def test_a_changed_row_becomes_a_draft_and_a_wrong_one_is_told_by_row(hotline, editor):
    raw = editor.get("/knowledge/export.xlsx").data
    names = [row[0].value for row in load_workbook(io.BytesIO(raw))["答案"].iter_rows()]
    row = names.index("card.bank") + 1
    wrong = sheet_with(raw, "答案", row, "失效日", "明年")
    page = editor.post("/knowledge/files", file=(wrong, "k.xlsx")).text
    assert "『失效日』要写成 2026-11-24 这样的日期" in page
    assert f'<td class="number">{row}</td>' in page
    with hotline.services.sessions() as db:
        assert drafts.open_version(db, "card.bank") is None
    right = sheet_with(raw, "答案", row, "答案", "表里改的。\n第二句。")
    editor.post("/knowledge/files", file=(right, "k.xlsx"))
    assert "表里改的。" in editor.get(BANK).text
    again = sheet_with(raw, "答案", row, "答案", "又改。")
    page = editor.post("/knowledge/files", file=(again, "k.xlsx")).text
    assert f"有 {editor.name} 的草稿" in page


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("k.xlsx", b"nothing", "打不开这个 Excel"),
        ("k.yaml", b"\xff\xfe", "要用 YAML（UTF-8）"),
        ("k.yaml", b"a: 1", "不是本热线导出的文件"),
    ],
)
def test_a_file_of_another_kind_is_told_in_words(editor, name, raw, says):
    assert says in editor.post("/knowledge/files", file=(io.BytesIO(raw), name)).text


def test_what_is_wrong_with_a_file_is_told_in_the_language_of_the_page(editor):
    editor.post("/language", language="en")
    page = editor.post("/knowledge/files", file=(io.BytesIO(b"\xff\xfe"), "k.yaml")).text
    assert "not UTF-8" in page
    assert "要用 YAML" not in page


def test_the_real_dry_run_sees_failing_tests_and_changed_answers(hotline, editor, monkeypatch):
    """With the real matcher, here in this process."""
    monkeypatch.setattr(dry_run, "in_own_process", report_on)
    make_call(hotline, "取钱收费吗")
    edit(editor, "card.bank", pieces="取钱要收两块。")
    submit(editor, "card.bank")
    page = editor.get("/knowledge/publish").text
    assert "1 条测试没有通过" in page
    assert "答案里应有『不要钱』" in page
    assert '/console/knowledge/items/test:small:card.bank"' in page
    assert "1 个只是换了说法" in page
    edit(editor, "test:small:card.bank", answer="两块")
    submit(editor, "test:small:card.bank")
    assert "内容测试全部通过" in editor.get("/knowledge/publish").text
    publish(editor)
    assert heard(hotline) == "取钱要收两块。"


def test_the_real_dry_run_sees_what_would_falsely_be_covered(hotline, admin, monkeypatch):
    monkeypatch.setattr(dry_run, "in_own_process", report_on)
    admin.post("/knowledge/items/flu/end")
    submit(admin, "flu")
    edit(admin, "ami", aliases="心梗\n流感")
    submit(admin, "ami")
    page = admin.get("/knowledge/publish").text
    assert "谁也不能发布" in page
    assert publish(admin, force="1", seen_covered="1").location.endswith("/publish")


def test_many_drafts_are_tried_together_and_a_wrong_one_stays_behind(hotline, editor, found):
    edit(editor, "card.bank", pieces="取钱的新说法。")
    edit(editor, "ami", aliases="心梗\n新叫法")
    edit(editor, "card.about", pieces="")
    answer = editor.post("/knowledge/submit", item=["card.bank", "ami", "nowhere"])
    assert answer.location.endswith("/knowledge/publish")
    page = settled(editor)
    assert "2 处改动" in page
    assert [a for a, _ in editor.logged()].count("knowledge tried") == 1


def test_nothing_ticked_is_told(editor):
    editor.post("/knowledge/submit")
    assert "请先勾选" in editor.get("/knowledge").text


def test_an_item_ends_together_with_its_tests(hotline, editor, found):
    page = editor.get("/knowledge/items/flu").text
    assert "连同它的" in page
    editor.post("/knowledge/items/flu/end", tests="1")
    submit(editor, "flu")
    page = editor.get("/knowledge/publish").text
    assert page.count(">停用</span>") >= 2
    assert f'<p class="quiet">{editor.name}' in page, "who proposed it, not who wrote it"
    assert "(content files)" not in page


def test_a_second_person_publishes_where_that_is_wanted(hotline, editor, admin, found):
    edit(editor, "card.bank", pieces="取钱的新说法。")
    submit(editor, "card.bank")
    before = heard(hotline)
    admin.post("/settings/second_approver", value="on")
    assert "要由另一个人来发布" in editor.get("/knowledge/publish").text
    subject = admin.get("/knowledge/publish").text.partition('name="subject" value="')[2]
    editor.post("/knowledge/publish", subject=subject.partition('"')[0])
    hotline.services.knowledge.step()
    assert heard(hotline) == before
    publish(admin)
    admin.post("/settings/second_approver/default")
    assert heard(hotline) == "取钱的新说法。"


def test_verified_but_not_heard_so_is_told(hotline, editor, found):
    edit(editor, "ami", verified="now", document="文件", section="一")
    submit(editor, "ami")
    publish(editor)
    page = editor.get("/knowledge/items/ami").text
    assert "说法还没有核对" in page
    assert "来电会听到" in page


def test_a_search_keeps_to_the_kind_that_was_chosen(editor):
    page = editor.get("/knowledge", text="心肌", section="illnesses").text
    below = page.partition("写着这些字的条目")[2]
    assert "/knowledge/items/test:" not in below
    assert re.search(r"把握 \d+%", page)


def test_a_search_keeps_to_the_state_that_was_chosen(editor, found):
    edit(editor, "ami", note="还没送审")
    edit(editor, "flu", note="也没有")

    def below(text: str, state: str) -> str:
        page = editor.get("/knowledge", text=text, state=state).text
        return page.partition("写着这些字的条目")[2]

    assert "items/" not in below("心肌", "review")
    assert "items/ami" in below("手册", "open")
    submit(editor, "flu")
    assert re.findall(r"items/(\w+)", below("手册", "review")) == ["flu"]


@pytest.mark.parametrize(
    ("name", "made"), [("川崎病", "chuan_qi_bing"), ("SARS 后遗症", "sars_hou_yi_zheng")]
)
def test_an_id_is_made_of_how_the_name_sounds(hotline, editor, name, made):
    answer = editor.post("/knowledge/new", kind="illnesses", name=name, id="")
    assert answer.location.endswith(f"/knowledge/items/{made}/edit")


def test_what_an_id_may_hold_is_told_in_chinese_by_every_field_for_one(editor):
    fields = re.findall(r"<input[^>]* pattern=[^>]*>", editor.get("/knowledge/new").text)
    assert len(fields) >= 2
    for field in fields:
        assert re.search(r' title="[^"A-Za-z]*[\u4e00-\u9fff][^"A-Za-z]*"', field), field


def test_a_changed_number_is_struck_out_whole():
    before, after = {"pieces": ["要在九十天里办。"]}, {"pieces": ["要在一百二十天里办。"]}
    (change,) = differences("entries", before, after)
    assert change.lines == ["要在<del>九十</del><ins>一百二十</ins>天里办。"]


def test_the_kind_of_an_illness_changes_in_words(hotline):
    with hotline.app.test_request_context("/console/knowledge"), force_locale("zh"):
        (change,) = differences("illnesses", {"listed": ""}, {"listed": "A"})
    assert change.lines == ["<del>不在公布的范围里</del><ins>A 类和 B 类都保</ins>"]


def test_a_draft_and_what_is_published_name_the_kind_of_an_illness_in_words(editor, found):
    edit(editor, "flu", listed="A")
    told = "<del>不在公布的范围里</del><ins>A 类和 B 类都保</ins>"
    assert told in editor.get("/knowledge/items/flu").text
    submit(editor, "flu")
    assert told in editor.get("/knowledge/publish").text


def test_a_sentence_behind_the_closing_one_is_pointed_out(editor):
    with editor.hotline.services.sessions() as db:
        pieces = drafts.published_version(db, "card.bank").body["pieces"]
    edit(editor, "card.bank", pieces="\n".join([*pieces, "还有一句。"]))
    assert "原来最后一句不在最后了" in editor.get(BANK).text
    edit(editor, "card.bank", pieces="\n".join(["还有一句。", *pieces]))
    assert "原来最后一句不在最后了" not in editor.get(BANK).text


def test_an_illness_shows_its_kind_even_where_it_is_on_no_list(editor):
    page = editor.get("/knowledge/items/flu").text
    assert "不在公布的范围里" in page
    assert "来电会听到" in page


def test_verified_without_a_source_is_told_when_it_is_saved(editor):
    edit(editor, "flu", verified="now", document="", section="")
    assert "要写明“来源文件”" in editor.get("/knowledge/items/flu").text


def test_an_untouched_row_with_an_open_draft_stops_no_file(hotline, editor):
    file = editor.get("/knowledge/export.xlsx").data
    edit(editor, "card.bank", pieces="取钱的新说法。")
    answer = editor.post("/knowledge/files", file=(io.BytesIO(file), "k.xlsx"))
    assert answer.status_code == 302
    assert "section=all" in answer.location
    assert "正在修改" in editor.get("/knowledge", section="all", state="open").text


def illness_row(raw: bytes, **told: str) -> io.BytesIO:
    """The Excel file with one more illness."""
    book = load_workbook(io.BytesIO(raw))
    sheet = book["疾病"]
    sheet.append([told.get(str(cell.value), "") for cell in sheet[1]])
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def test_a_new_row_needs_no_id_and_takes_nobodys_name(hotline, editor):
    raw = editor.get("/knowledge/export.xlsx").data
    told = {"保障类别": "A 类和 B 类都保", "来源文件": "文件", "页码或条款": "一"}
    answer = editor.post(
        "/knowledge/files", file=(illness_row(raw, 名称="川崎病", **told), "k.xlsx")
    )
    assert answer.status_code == 302, answer.text
    with hotline.services.sessions() as db:
        assert drafts.open_version(db, "chuan_qi_bing").body["name"] == "川崎病"
    page = editor.post("/knowledge/files", file=(illness_row(raw, 名称="流感", **told), "k.xlsx"))
    assert page.status_code == 200, "流感 is there already, under an id of its own"
    assert "没有导入" in page.text


def test_a_verifier_named_in_a_file_is_marked_for_whoever_publishes(hotline, editor, found):
    raw = editor.get("/knowledge/export.xlsx").data
    names = [row[0].value for row in load_workbook(io.BytesIO(raw))["答案"].iter_rows()]
    row = names.index("card.bank") + 1
    for column, told in (("来源文件", "文件"), ("页码或条款", "一"), ("核对人", "张主任")):
        raw = sheet_with(raw, "答案", row, column, told).getvalue()
    file = sheet_with(raw, "答案", row, "核对日期", "2026-11-20")
    editor.post("/knowledge/files", file=(file, "k.xlsx"))
    told = f"核对人“张主任”是 {editor.name} 从文件里读入的"
    assert told in editor.get(BANK).text
    submit(editor, "card.bank")
    assert told in editor.get("/knowledge/publish").text
