"""Policies and interpretations for machines."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.disclosure import published
from tests.factories.policies import (
    policy_draft,
    published_interpretation,
    published_policy,
    relate,
    withdrawn_interpretation,
    withdrawn_policy,
)

pytestmark = pytest.mark.django_db


def listed(client, name: str, **query: object) -> list[dict]:
    answer = client.get(reverse(f"api:{name}-list"), query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_a_policy_is_told_whole_with_both_ends_of_its_relations(client, bureau):
    old = published_policy(bureau)
    new = published_policy(bureau, relations=[("abolishes", old)])
    explained = published_interpretation(bureau, policy=new)
    told = client.get(reverse("api:policy-detail", args=[new.pk])).json()
    assert [(one["kind"], one["item"]) for one in told["relations"]] == [("abolishes", old.pk)]
    assert told["interpretations"] == [explained.pk]
    assert (told["policy_class"], told["kind"], told["lapsed_since"]) == ("normative", "policy", "2019-06-01")
    other = client.get(reverse("api:policy-detail", args=[old.pk])).json()
    assert [(one["kind"], one["policy"]) for one in other["relations_from_others"]] == [("abolishes", new.pk)]
    assert (other["validity"], other["abolished_since"]) == ("abolished", "2014-06-01")


def test_an_interpretation_says_what_it_explains_and_who_stands_for_it(client, bureau):
    here = published_interpretation(bureau, policy=published_policy(bureau))
    there = published_interpretation(bureau, external_title="国务院意见", external_issuer="国务院")
    told = client.get(reverse("api:interpretation-detail", args=[here.pk])).json()
    assert (told["policy"], told["drafter"], told["legal_office"]) == (here.policy_id, "张敏（餐饮科）", bureau.name)
    told = client.get(reverse("api:interpretation-detail", args=[there.pk])).json()
    assert (told["policy"], told["external_title"], told["external_issuer"]) == (None, "国务院意见", "国务院")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"policy_class": "rule"}, {"规章"}),
        ({"validity": "not_yet"}, {"未来"}),
        ({"uninterpreted": "true"}, {"未来"}),
        ({"uninterpreted": "false"}, {"规章"}),
        ({"q": "规章"}, {"规章"}),
        ({"year": 2013}, set()),
    ],
)
def test_policies_are_filtered(client, bureau, query, expected):
    published_interpretation(bureau, policy=published_policy(bureau, title="规章", policy_class="rule"))
    published_policy(bureau, title="未来", effective_on=date(2999, 1, 1))
    published(bureau)
    assert {one["title"] for one in listed(client, "policy", **query)} == expected


def test_interpretations_are_filtered(client, bureau):
    policy = published_policy(bureau)
    one = published_interpretation(bureau, policy=policy, form="video")
    published_interpretation(bureau)
    assert [row["id"] for row in listed(client, "interpretation", policy=policy.pk)] == [one.pk]
    assert [row["id"] for row in listed(client, "interpretation", form="video")] == [one.pk]


def test_a_filter_may_stand_in_the_address_of_one_policy_too(client, bureau):
    policy = published_policy(bureau)
    address = reverse("api:policy-detail", args=[policy.pk])
    assert client.get(address, {"validity": "expired"}).status_code == 200
    assert client.get(address, {"validity": "effective"}).status_code == 404


@pytest.mark.parametrize("query", [{"validity": "x"}, {"policy_class": "x"}, {"policy": "x"}, {"form": "x"}])
def test_wrong_filters_are_refused(client, db, query):
    name = "interpretation" if set(query) & {"policy", "form"} else "policy"
    assert client.get(reverse(f"api:{name}-list"), query).status_code == 400


def test_nothing_that_is_not_public_is_told(client, bureau):
    draft = policy_draft(bureau)
    assert client.get(reverse("api:policy-detail", args=[draft.pk])).status_code == 404
    public = published_policy(bureau)
    relate(public, "implements", external_title="只在草稿里的文件")
    assert "只在草稿里的文件" not in client.get(reverse("api:policy-detail", args=[public.pk])).content.decode()


def test_what_was_withdrawn_is_gone_with_its_reason(client, bureau):
    for name, row in (("policy", withdrawn_policy(bureau)), ("interpretation", withdrawn_interpretation(bureau))):
        answer = client.get(reverse(f"api:{name}-detail", args=[row.pk]))
        assert answer.status_code == 410
        assert row.withdrawal_reason in answer.content.decode()


def test_lists_cost_the_same_however_long(client, bureau, django_assert_max_num_queries):
    for _number in range(4):
        published_interpretation(bureau, policy=published_policy(bureau))
    for name in ("policy", "interpretation"):
        with django_assert_max_num_queries(3):
            listed(client, name)
