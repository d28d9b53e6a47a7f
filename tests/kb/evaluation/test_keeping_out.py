"""Phrases kept from the matcher: what it makes of words it never saw."""

from kb.content.library import Phrase
from kb.contract import Meaning
from kb.evaluation.keeping_out import own_words


def test_only_phrases_with_words_of_their_own_are_kept_out() -> None:
    phrases = [
        Phrase("会员卡怎么激活", Meaning("card.activate")),
        Phrase("会员卡怎么激活呀", Meaning("card.activate")),
        Phrase("新卡刚拿到下一步做什么", Meaning("card.activate")),
        Phrase("激活", Meaning("card.activate")),
        Phrase("{illness}赔不赔", Meaning("illness.coverage")),
        Phrase("{illness}的钱几时下来", Meaning("claim.critical_illness", aspect="payout")),
    ]
    found = [phrase.text for phrase in own_words(phrases)]
    assert found == ["新卡刚拿到下一步做什么", "{illness}的钱几时下来"]
