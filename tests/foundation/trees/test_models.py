"""The tree is tried on offices, the first tree of the product."""

import pytest
from django.core.exceptions import ValidationError

from departments.models import Department
from tests.factories.departments import DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(city):
    """City > county > township > village."""
    county = DepartmentFactory(parent=city)
    township = DepartmentFactory(parent=county)
    return city, county, township, DepartmentFactory(parent=township)


def test_a_path_is_the_codes_from_the_root_down(line):
    assert line[2].path == f"{line[0].code}/{line[1].code}/{line[2].code}/"
    assert [node.depth for node in line] == [0, 1, 2, 3]


def test_below_holds_the_node_and_everything_under_it(line):
    other = DepartmentFactory(parent=line[0])
    assert set(Department.objects.below(line[1])) == set(line[1:])
    assert other not in Department.objects.below(line[1])


def test_above_runs_from_the_root_down(line):
    assert list(Department.objects.above(line[3])) == list(line)


def test_a_moved_node_takes_everything_below_it_along(line):
    other = DepartmentFactory(parent=line[0])
    line[2].parent = other
    line[2].save()
    village = Department.objects.get(pk=line[3].pk)
    assert village.path == f"{line[0].code}/{other.code}/{line[2].code}/{village.code}/"
    assert village in Department.objects.below(other)
    assert village not in Department.objects.below(line[1])


def test_a_changed_code_changes_the_paths_below(line):
    line[1].code = DepartmentFactory.build().code
    line[1].save()
    assert Department.objects.get(pk=line[3].pk).path.split("/")[1] == line[1].code


def test_a_node_can_not_be_put_below_itself(line):
    line[1].parent = line[3]
    with pytest.raises(ValidationError) as refused:
        line[1].full_clean()
    assert list(refused.value.message_dict) == ["parent"]
    with pytest.raises(ValidationError) as refused:
        line[1].save()
    assert list(refused.value.message_dict) == ["parent"]
    assert Department.objects.get(pk=line[1].pk).parent == line[0]


def test_saving_without_a_move_costs_one_statement(line, django_assert_num_queries):
    line[1].name = "改名的县"
    with django_assert_num_queries(3):  # savepoint, update, release
        line[1].save()
