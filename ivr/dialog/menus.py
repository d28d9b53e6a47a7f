"""What each key leads to. 0 (person), 9 (repeat), * (back) and # (menu) work everywhere."""

from kb.contract import Meaning

MAIN = {
    "1": Meaning("menu.illness"),
    "2": Meaning("menu.claims"),
    "3": Meaning("member.status"),
    "4": Meaning("accident.report"),
    "5": Meaning("menu.card"),
}

ILLNESS = {
    "1": Meaning("menu.illness_list"),
    "2": Meaning("benefit.overview"),
    "3": Meaning("benefit.stacking"),
}

CARD = {
    "1": Meaning("card.about"),
    "2": Meaning("card.uniqueness"),
    "3": Meaning("card.number"),
    "4": Meaning("card.transfer"),
    "5": Meaning("card.reissue"),
    "6": Meaning("card.activate"),
    "7": Meaning("card.bank"),
    "8": Meaning("menu.services"),
}

SERVICES = {
    "1": Meaning("wechat.bind"),
    "2": Meaning("service.free"),
    "3": Meaning("service.centers"),
    "4": Meaning("service.discount"),
}

CLAIMS = {
    "1": "claim.critical_illness",
    "2": "claim.accident_disability",
    "3": "claim.accident_death",
    "4": "claim.illness_death",
}

ASPECTS = {"1": "overview", "2": "materials", "3": "deadline", "4": "payout"}
