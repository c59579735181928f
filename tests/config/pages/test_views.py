"""The pages that draw on several apps: what a citizen finds, and what stands there when there is nothing."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from departments.models import ResponsiblePerson
from departments.offices.models import DepartmentKind
from tests.factories.departments import DepartmentFactory
from tests.factories.disclosure import published
from tests.factories.interaction import MailboxFactory

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_home_is_readable_when_nothing_exists(client):
    answer = page(client, "pages:home")
    assert answer.status_code == 200
    assert answer.context["answers"].is_undecided


def test_home_shows_new_documents_offices_and_mailboxes(client, bureau):
    item = published(bureau)
    mailbox = MailboxFactory(department=bureau)
    text = page(client, "pages:home").content.decode()
    for word in (item.title, bureau.short_name, mailbox.name, reverse("interaction:query")):
        assert word in text


def test_home_leaves_closed_mailboxes_and_dissolved_offices_out(client, city):
    gone = DepartmentFactory(parent=city, dissolved_on=date(2019, 1, 1))
    closed = MailboxFactory(department=city, is_open=False)
    text = page(client, "pages:home").content.decode()
    assert gone.short_name not in text
    assert closed.name not in text


def test_home_asks_few_questions_however_much_there_is(client, bureau, city, django_assert_max_num_queries):
    for _ in range(5):
        published(bureau)
        DepartmentFactory(parent=city)
    with django_assert_max_num_queries(8):
        page(client, "pages:home")


def test_a_township_stands_under_its_county(client, city):
    county = DepartmentFactory(parent=city, kind=DepartmentKind.COUNTY)
    township = DepartmentFactory(parent=county, kind=DepartmentKind.TOWNSHIP)
    directory = page(client, "pages:departments").context["directory"]
    assert [one.office for one in directory.counties] == [county]
    assert directory.counties[0].townships == [township]
    assert township not in directory.bureaus


def test_an_office_is_found_by_a_part_of_its_name_and_a_village_too(client, city):
    county = DepartmentFactory(parent=city, kind=DepartmentKind.COUNTY)
    village = DepartmentFactory(parent=county, kind=DepartmentKind.VILLAGE, name="流波䃥村村民委员会")
    answer = page(client, "pages:departments", q="流波䃥")
    assert answer.context["found"] == [village]
    assert "流波䃥村村民委员会" in answer.content.decode()


def test_a_search_without_result_offers_all_offices(client, bureau):
    text = page(client, "pages:departments", q="没有这样的单位").content.decode()
    assert reverse("pages:departments") + '"' in text
    assert bureau.get_absolute_url() not in text


def test_an_office_names_its_persons_and_shows_a_vacancy(client, bureau):
    post = ResponsiblePerson.Post
    ResponsiblePerson.objects.create(department=bureau, post=post.PUBLISHER, name="王某")
    ResponsiblePerson.objects.create(department=bureau, post=post.LEADER, name="")
    text = page(client, "pages:department", bureau.code).content.decode()
    assert "王某" in text
    assert text.count("badge--warn") == 1


def test_an_office_offers_the_doors_that_lead_to_it(client, bureau, other_bureau):
    chosen = MailboxFactory(department=bureau, addressing="chosen")
    MailboxFactory(department=other_bureau, addressing="owner")
    doors = page(client, "pages:department", bureau.code).context["mailboxes"]
    assert [door["url"] for door in doors] == [f"{reverse('interaction:write', args=[chosen.code])}?to={bureau.code}"]


def test_a_dissolved_office_names_its_successor_and_takes_no_letters(client, city):
    gone = DepartmentFactory(parent=city, dissolved_on=timezone.localdate())
    heir = DepartmentFactory(parent=city, predecessors=[gone])
    MailboxFactory(department=city, addressing="chosen")
    answer = page(client, "pages:department", gone.code)
    assert heir.get_absolute_url() in answer.content.decode()
    assert answer.context["mailboxes"] == []


def test_an_unknown_office_is_not_found(client, db):
    assert page(client, "pages:department", "119900000000000099").status_code == 404


def test_the_link_to_all_documents_of_an_office_leads_to_them(client, bureau, other_bureau):
    ours, theirs = published(bureau), published(other_bureau)
    url = page(client, "pages:department", bureau.code).context["items_url"]
    text = client.get(url).content.decode()
    assert ours.title in text
    assert theirs.title not in text


def test_the_page_about_the_demonstration_exists_in_the_demonstration_only(client, settings):
    settings.IS_DEMO = False
    assert page(client, "pages:demo").status_code == 404
    settings.IS_DEMO = True
    assert page(client, "pages:demo").status_code == 200


@pytest.mark.parametrize("name", ["pages:home", "pages:departments", "pages:privacy", "pages:accessibility"])
def test_the_demonstration_says_so_and_asks_not_to_be_indexed(client, settings, name):
    settings.IS_DEMO = True
    text = page(client, name).content.decode()
    assert "演示" in text
    assert 'name="robots" content="noindex' in text


def test_an_empty_registration_number_leaves_no_line(client, settings):
    settings.SITE_IDENTITY = {**settings.SITE_IDENTITY, "icp": "", "police": ""}
    text = page(client, "pages:home").content.decode()
    assert "备案" not in text
    settings.SITE_IDENTITY = {**settings.SITE_IDENTITY, "icp": "皖ICP备00000000号"}
    assert "皖ICP备00000000号" in page(client, "pages:home").content.decode()


def test_a_reader_gets_no_cookie_and_the_page_no_token(client, bureau):
    answer = page(client, "pages:home")
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.parametrize(("cookie", "is_large"), [("elder", True), ("", False)])
def test_large_print_reaches_the_log_in_and_the_back_office(client, handler, cookie, is_large):
    client.cookies["mode"] = cookie
    log_in = client.get("/admin/login/").content.decode()
    client.force_login(handler)
    for page in (log_in, client.get("/admin/").content.decode()):
        (classes,) = re.findall(r'<body class="([^"]*)"', page)
        assert ("elder" in classes.split()) == is_large


def test_an_office_is_told_to_machines_without_what_is_not_known(client, bureau):
    bureau.phone, bureau.duties_text = "0564-0000000", "</script><b>发布空气质量日报。"
    bureau.save()
    text = page(client, "pages:department", bureau.code).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert json.loads(block) == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": f"http://testserver/offices/{bureau.code}/",
        "name": bureau.name,
        "url": f"http://testserver/offices/{bureau.code}/",
        "alternateName": bureau.short_name,
        "identifier": bureau.code,
        "description": "</script><b>发布空气质量日报。",
        "telephone": "0564-0000000",
    }
