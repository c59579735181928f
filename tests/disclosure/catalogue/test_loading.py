"""The catalogue comes from a table that is checked whole, and loading it again changes nothing."""

import pytest
from django.core.management import CommandError, call_command

from departments.offices.models import DepartmentKind
from disclosure.catalogue.loading import parent_code
from disclosure.models import Category

HEADER = "目录编码,栏目名称,内容要求,公开依据,适用机构,更新周期（天）\n"


@pytest.fixture
def table(tmp_path):
    """Write a table and return its path."""

    def write(rows: str, encoding: str = "utf-8") -> str:
        path = tmp_path / "catalogue.csv"
        path.write_bytes((HEADER + rows).encode(encoding))
        return str(path)

    return write


@pytest.mark.parametrize(
    ("code", "above"),
    [("010000", ""), ("010100", "010000"), ("010203", "010200"), ("0101", "0100"), ("0100", ""), ("10000000", "")],
)
def test_the_code_says_where_a_column_belongs(code, above):
    assert parent_code(code) == above


@pytest.mark.django_db
def test_the_basic_catalogue_is_shipped_and_loads_twice_without_a_change(capsys):
    call_command("load_catalogue")
    before = list(Category.objects.order_by("pk").values())
    call_command("load_catalogue")
    assert list(Category.objects.order_by("pk").values()) == before
    three_public = Category.objects.get(name="“三公”经费")
    assert three_public.path == "090000/090300/"
    assert (three_public.update_days, three_public.basis) == (365, "《预算法》第十四条")
    assert len([category for category in before if category["parent_id"] is None]) == 22


@pytest.mark.django_db
def test_every_leaf_of_the_basic_catalogue_has_a_norm_and_a_basis():
    call_command("load_catalogue")
    leaves = Category.objects.leaves()
    assert leaves.count() > 50
    assert not leaves.filter(update_days=None).exists()
    assert not Category.objects.filter(basis="").exists()


@pytest.mark.django_db
def test_a_table_changes_and_adds_columns_and_leaves_the_others(table, capsys):
    call_command("load_catalogue", table("010000,政策法规,,,全部,\n010100,部门文件,,,部门、乡镇,180\n"))
    call_command("load_catalogue", table("010100,本机关文件,,,部门,90\n010200,意见征集,,,全部,\n"))
    changed = Category.objects.get(code="010100")
    assert (changed.name, changed.update_days, changed.office_kinds) == ("本机关文件", 90, [DepartmentKind.BUREAU])
    assert Category.objects.get(code="010200").path == "010000/010200/"
    assert Category.objects.filter(code="010000").exists()


@pytest.mark.django_db
def test_a_table_from_an_older_office_program_is_read(table):
    call_command("load_catalogue", table("010000,政策法规,,,全部,\n", encoding="gb18030"))
    assert Category.objects.get().name == "政策法规"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("1,政策,,,全部,", "目录编码"),
        ("010001,政策,,,全部,", "目录编码"),
        ("010100,政策,,,全部,", "目录编码"),
        ("010000,,,,全部,", "栏目名称"),
        ("010000," + "长" * 61 + ",,,全部,", "栏目名称"),
        ("010000,政策,,,居委会,", "适用机构"),
        ("010000,政策,,,,", "适用机构"),
        ("010000,政策,,,全部,半年", "更新周期（天）"),
        ("010000,政策,,,全部,0", "更新周期（天）"),
    ],
)
def test_an_error_names_its_row_and_column_and_nothing_is_loaded(table, row, place):
    with pytest.raises(CommandError) as refused:
        call_command("load_catalogue", table(f"990000,别的栏目,,,全部,\n{row}\n"))
    assert place in str(refused.value)
    assert "3" in str(refused.value).splitlines()[0]
    assert not Category.objects.exists()


@pytest.mark.django_db
def test_a_code_that_comes_twice_is_an_error(table):
    with pytest.raises(CommandError, match="010000"):
        call_command("load_catalogue", table("010000,政策,,,全部,\n010000,法规,,,全部,\n"))


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"nowhere\.csv"):
        call_command("load_catalogue", "nowhere.csv")
