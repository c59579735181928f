"""The rate of interpretation: of the policies that must be interpreted, by the office that drafted them."""

import pytest

from disclosure.models import Policy
from disclosure.policies.rates import InterpretationRate, rate_of, rates_by_office
from tests.factories.policies import (
    policy_draft,
    published_interpretation,
    published_policy,
    withdrawn_interpretation,
    withdrawn_policy,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def explained(bureau, other_bureau):
    """One interpreted of the bureau's two; one of the other bureau drafted by the bureau; some that do not count."""
    first = published_policy(bureau)
    published_interpretation(bureau, policy=first)
    lacking = published_policy(bureau, title="本局未解读文件")
    withdrawn_interpretation(bureau, policy=lacking)
    published_policy(other_bureau, drafting_department=bureau, title="代拟未解读文件")
    published_policy(bureau, policy_class="other", must_be_interpreted=False)
    policy_draft(bureau)
    withdrawn_policy(bureau)


def test_it_is_counted_by_drafting_office(explained, bureau, other_bureau, django_assert_num_queries):
    published_policy(other_bureau)
    with django_assert_num_queries(1):
        rates = {rate.office: (rate.interpreted, rate.owed) for rate in rates_by_office()}
    assert rates == {bureau.pk: (1, 3), other_bureau.pk: (0, 1)}
    assert [rate.office for rate in rates_by_office([bureau.pk])] == [bureau.pk]


def test_the_list_behind_it_names_what_is_missing(explained, bureau, city, other_bureau):
    titles, missing = {"本局未解读文件", "代拟未解读文件"}, Policy.objects.uninterpreted()
    assert {policy.title for policy in missing.drafted_in(bureau)} == titles
    assert {policy.title for policy in missing.drafted_in(city)} == titles
    assert not missing.drafted_in(other_bureau).exists()
    assert rate_of(Policy.objects.all()).missing == len(titles)


def test_small_numbers_are_fractions():
    assert str(InterpretationRate(1, 3, 9)) == "3/9"
    assert str(InterpretationRate(1, 9, 10)) == "90 %"
    assert str(InterpretationRate(1, 0, 0)) == "0/0"


def test_less_than_all_is_never_called_all_and_more_than_none_never_none():
    assert str(InterpretationRate(1, 299, 300)) == "99 %"
    assert str(InterpretationRate(1, 300, 300)) == "100 %"
    assert str(InterpretationRate(1, 1, 300)) == "1 %"
    assert str(InterpretationRate(1, 0, 300)) == "0 %"
