"""Staff whose browsers come by HTTPS, as on a public address."""

from tests.support.hotlines import RunningHotline
from tests.support.staff import Person, add_person


def over_https(hotline: RunningHotline) -> RunningHotline:
    """A hotline whose test clients come by HTTPS, unless they say otherwise."""
    hotline.app.config["PREFERRED_URL_SCHEME"] = "https"
    return hotline


def signed_in(hotline: RunningHotline, role: str) -> Person:
    """Somebody signed in; forms over HTTPS are taken only with our own page as their referrer."""
    person = add_person(hotline, role, signed_in=False)
    person.client.environ_base["HTTP_REFERER"] = "https://localhost/console/"
    assert person.sign_in().status_code == 302
    assert person.get("/account").status_code == 200
    return person
