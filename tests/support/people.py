"""Staff whose browsers come by HTTPS, as on a public address."""

from tests.support.houses import House12351
from tests.support.staff import Person, add_person


def over_https(house: House12351) -> House12351:
    """A house whose test clients come by HTTPS, unless they say otherwise."""
    house.app.config["PREFERRED_URL_SCHEME"] = "https"
    return house


def signed_in(house: House12351, role: str) -> Person:
    """Somebody signed in; forms over HTTPS are taken only with our own page as their referrer."""
    person = add_person(house, role, signed_in=False)
    person.client.environ_base["HTTP_REFERER"] = "https://localhost/console/"
    assert person.sign_in().status_code == 302
    assert person.get("/account").status_code == 200
    return person
