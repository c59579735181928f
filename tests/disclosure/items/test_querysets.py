"""Which items: by branch, column, words and year, and in whose scope."""

from datetime import date

import pytest

from disclosure.models import Item
from tests.factories.departments import DepartmentFactory
from tests.factories.disclosure import MORNING, CategoryFactory, DraftFactory, published, under_revision

pytestmark = pytest.mark.django_db


def test_a_branch_is_an_office_and_all_below_it(city, bureau):
    township = DepartmentFactory(parent=bureau)
    item = published(township)
    assert list(Item.objects.public().in_branch(bureau)) == [item]
    assert not Item.objects.public().of_department(bureau).exists()


def test_a_general_column_is_read_with_those_below(bureau):
    general = CategoryFactory()
    item = published(bureau, category=CategoryFactory(parent=general))
    assert list(Item.objects.public().in_category(general)) == [item]


def test_words_are_looked_for_in_what_was_published_not_in_the_working_copy(bureau):
    item = under_revision(bureau, title="关于公布目录的通知", document_number="测政办〔2014〕31号")
    Item.objects.filter(pk=item.pk).update(title="秘密改动")
    found = Item.objects.public()
    assert found.naming("公布 目录").exists()
    assert found.naming("31号").exists()
    assert found.naming(item.index_number).exists()
    assert not found.naming("秘密").exists()
    assert not found.naming("公布 预算").exists()


def test_a_year_is_the_year_of_first_publication(bureau):
    published(bureau, at=MORNING.replace(year=2013, month=12, day=31, hour=16))  # 1 January 2014 in Shanghai
    assert Item.objects.public().in_year(2014).exists()
    assert not Item.objects.public().in_year(2013).exists()


def test_an_officer_sees_the_items_of_the_own_office(bureau, author, outsider):
    item = DraftFactory(department=bureau)
    today = date(2014, 6, 16)
    assert list(Item.objects.visible_to(author, today)) == [item]
    assert list(Item.objects.editable_by(author, today)) == [item]
    assert not Item.objects.visible_to(outsider, today).exists()
