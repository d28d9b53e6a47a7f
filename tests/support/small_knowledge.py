"""A knowledge base of a few sentences, as items: built in no time."""

from kb.content.item import ContentItem

_GIVEN = {"source": {"document": "手册", "section": "第一页"}, "verified": False}


def item(id_: str, section: str, body: dict, position: int = 1, status: str = "published"):
    given = {} if section in ("words", "tests") else _GIVEN
    file = "tests.small.yaml" if section == "tests" else f"{section}.yaml"
    return ContentItem(id_, section, file, position, status, {**given, **body})


def wording(kind: str, listed: str, text: str, position: int) -> ContentItem:
    body = {"listed": listed, "name": "{illness}赔不赔", "pieces": [text], "sms": text}
    return item(f"coverage.{kind}", "coverage", body, position)


def small(bank: str = "取钱不要钱。") -> list[ContentItem]:
    """One answer, a covered illness, one that is not, and a test of each."""
    return [
        item("words:words.yaml", "words", {"basis": "根据现有资料，"}),
        wording("a", "A", "{basis}{illness}在范围里。", 1),
        wording("none", "", "目前公布的范围里没有{illness}。", 2),
        item("ami", "illnesses", {"name": "心肌梗死", "listed": "A", "aliases": ["心梗"]}, 1),
        item("flu", "illnesses", {"name": "流感", "listed": "", "aliases": ["流行性感冒"]}, 2),
        item(
            "card.bank",
            "entries",
            {
                "topic": "card.bank",
                "name": "取钱要不要手续费",
                "pieces": [bank],
                "sms": bank,
                "aliases": ["取钱手续费"],
                "examples": ["取钱收费吗", "取款要不要钱", "自动取款机上拿钱要付费吗"],
            },
            1,
        ),
        item(
            "ask",
            "entries",
            {
                "topic": "illness.coverage",
                "name": "哪些病在范围里",
                "pieces": ["请说病名。"],
                "sms": "请说病名。",
                "examples": ["哪些病能赔"],
                "patterns": ["{illness}(赔不赔|能赔吗|赔吗|可以赔吗|给钱吗)"],
            },
            2,
        ),
        item("bye", "entries", {"topic": "nav.bye", "name": "再见", "examples": ["再见"]}, 3),
        item(
            "test:small:card.bank",
            "tests",
            {"topic": "card.bank", "answer": "不要钱", "says": ["取钱收费不"]},
            1,
        ),
        item(
            "test:small:illness.coverage.flu",
            "tests",
            {"topic": "illness.coverage", "illness": "flu", "says": ["流感赔不赔呀"]},
            2,
        ),
    ]
