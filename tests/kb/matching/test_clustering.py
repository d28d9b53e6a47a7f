"""What is asked alike comes together; what is not stays apart."""

from kb.contract import Meaning
from kb.matching.clustering import Asked, groups, likeness


def asked(*texts: str, **thoughts: float) -> list[Asked]:
    meanings = {Meaning(topic, "", ""): sure for topic, sure in thoughts.items()}
    return [Asked(text, meanings) for text in texts]


def together(questions: list[Asked]) -> set[frozenset[str]]:
    return {frozenset(questions[n].text for n in group) for group in groups(questions)}


def test_the_same_question_misheard_is_one_question():
    tax = asked("个税怎么退", "个睡怎么退", "个税怎么推", tax=0.4)
    pool = asked("游泳馆几点开门", "游泳馆几点钟开门", pool=0.4)
    assert together([*tax, *pool]) == {
        frozenset(q.text for q in tax),
        frozenset(q.text for q in pool),
    }


def test_an_accent_makes_no_difference():
    same = asked("住宅补贴在哪里领", "祖宅补贴在哪里宁")
    assert likeness(same, same)[0, 1] > 0.8


def test_the_middle_of_a_group_comes_first_and_large_groups_before_small_ones():
    questions = asked("钥匙丢了", t=0.1) + asked("班车几点", "班车是几点", "班车几点到啊", b=0.3)
    first, second = groups(questions)
    assert (sorted(first), second) == ([1, 2, 3], [0])
    assert questions[first[0]].text == "班车几点"


def test_everybody_is_in_one_group_even_who_said_nothing():
    questions = asked("", "。", "", "喂", "喂喂")
    assert sorted(n for group in groups(questions) for n in group) == [0, 1, 2, 3, 4]
    assert groups([]) == []
