"""All pages of the console, in the order of the menu: the only place that knows every family.

To remove a family, delete its folder, its line here, and the links that lead to it.
"""

from flask import Blueprint

from console.account import views as account
from console.admin import views as admin
from console.callbacks import views as callbacks
from console.calls import views as calls
from console.contacts import views as contacts
from console.knowledge import (
    bench_views,
    draft_views,
    file_views,
    publishing_views,
)
from console.knowledge import views as knowledge
from console.members import views as members
from console.notices import views as notices
from console.overview import views as overview
from console.reviews import views as reviews
from console.saved import views as saved
from console.search import views as search
from console.settings import views as settings
from console.softphone import views as softphone
from console.trends import views as trends
from console.unanswered import views as unanswered
from console.urgent import views as urgent
from console.work import views as work

BLUEPRINTS: tuple[Blueprint, ...] = (
    urgent.pages,
    overview.pages,
    search.pages,
    work.pages,
    calls.pages,
    contacts.pages,
    reviews.pages,
    unanswered.pages,
    notices.pages,
    callbacks.pages,
    trends.pages,
    members.pages,
    knowledge.pages,
    draft_views.pages,
    bench_views.pages,
    file_views.pages,
    publishing_views.pages,
    saved.pages,
    softphone.pages,
    account.pages,
    settings.pages,
    admin.pages,
)
