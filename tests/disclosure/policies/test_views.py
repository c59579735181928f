"""The public pages: library, register, record, a policy beside its interpretation, papers, downloads."""

import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from disclosure.items.services import start_revision
from disclosure.models import Policy
from disclosure.policies import services
from foundation.pdf.making import Verdict, probe
from tests.factories.disclosure import MORNING, published
from tests.factories.policies import (
    interpretation_draft,
    policy_draft,
    published_interpretation,
    published_policy,
    relate,
    submitted_interpretation,
    submitted_policy,
    withdrawn_interpretation,
    withdrawn_policy,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2014():
    with time_machine.travel(MORNING + timedelta(days=2), tick=False):
        yield


def address(name: str, *args: object) -> str:
    return reverse(f"disclosure:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def titles(response) -> set[str]:
    return {row.title for row in response.context["rows"]}


def test_the_library_shows_public_policies_and_nothing_else(client, bureau):
    shown = published_policy(bureau, title="测试市公开文件")
    published(bureau, title="测试市普通通知")
    policy_draft(bureau, title="测试市草稿文件")
    submitted_policy(bureau, title="测试市待签文件")
    withdrawn_policy(bureau, title="测试市撤回文件")
    response = client.get(address("policies"))
    assert titles(response) == {shown.title}
    for words in ("普通通知", "草稿文件", "待签文件", "撤回文件"):
        assert words not in text(response)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "rule"}, {"规章甲号"}),
        ({"validity": "abolished"}, {"旧文乙号"}),
        ({"validity": "not_yet"}, {"未来丙号"}),
        ({"validity": "expired"}, {"到期丁号"}),
        ({"expiring": "1"}, {"将满戊号"}),
        ({"explained": "yes"}, {"规章甲号"}),
        ({"q": "乙号"}, {"旧文乙号"}),
        ({"theme": "财政、金融、审计"}, {"未来丙号"}),
        ({"year": "2013"}, set()),
    ],
)
@pytest.mark.parametrize("page", ["policies", "policy-register"])
def test_filters_stand_in_the_address(client, bureau, page, query, expected):
    rule = published_policy(bureau, title="规章甲号", policy_class="rule", term_rule="")
    published_interpretation(bureau, policy=rule)
    old = published_policy(bureau, title="旧文乙号")
    published_policy(
        bureau,
        title="未来丙号",
        effective_on=date(2014, 7, 1),
        theme="财政、金融、审计",
        relations=[("abolishes", old)],
    )
    published_policy(bureau, title="取代号", relations=[("abolishes", old)])
    published_policy(bureau, title="到期丁号", valid_until=date(2014, 6, 17))
    published_policy(bureau, title="将满戊号", valid_until=date(2014, 9, 1))
    assert titles(client.get(address(page), query)) == expected


def test_wrong_filters_are_named(client, bureau):
    for query in ({"validity": "x"}, {"office": "nowhere"}, {"kind": "x"}, {"after": "x"}, {"year": "12"}):
        response = client.get(address("policies"), query)
        assert response.status_code == 400
        assert response.context["form"].errors


def test_lists_cost_the_same_however_long(client, bureau, django_assert_max_num_queries):
    old = published_policy(bureau)
    for _number in range(4):
        published_interpretation(bureau, policy=published_policy(bureau, relations=[("amends", old)]))
    for name, most in (("policies", 8), ("policy-register", 8), ("interpretations", 7), ("policy-record", 8)):
        client.get(address(name))
        with django_assert_max_num_queries(most):
            client.get(address(name))


def test_the_page_of_a_policy_costs_the_same_however_much_is_linked(client, bureau, django_assert_max_num_queries):
    policy = published_policy(bureau)
    for _number in range(3):
        published_interpretation(bureau, policy=policy)
        published_policy(bureau, relations=[("implements", policy)])
    client.get(address("policy", policy.pk))
    with django_assert_max_num_queries(8):
        client.get(address("policy", policy.pk))


def test_policy_and_interpretation_lead_to_each_other(client, bureau):
    policy = published_policy(bureau, title="油烟防治规定")
    explained = published_interpretation(bureau, policy=policy, title="油烟防治规定解读")
    page = client.get(address("policy", policy.pk))
    assert "老刘想在一楼开面馆" in text(page)
    assert explained.get_absolute_url() in text(page)
    page = client.get(address("interpretation", explained.pk))
    assert "每月至少清洗一次" in text(page)
    assert policy.get_absolute_url() in text(page)
    for words in ("张敏（餐饮科）", "李强（副局长）", "王芳（政法学院教授）"):
        assert words in text(page)


def test_the_reader_chooses_which_interpretation_stands_beside(client, bureau):
    policy = published_policy(bureau)
    first = published_interpretation(bureau, policy=policy, body="<p>甲说。</p>")
    published_interpretation(bureau, policy=policy, body="<p>乙说。</p>")
    assert "乙说" in text(client.get(policy.get_absolute_url()))
    assert "甲说" in text(client.get(policy.get_absolute_url(), {"beside": first.pk}))
    assert client.get(policy.get_absolute_url(), {"beside": "x"}).status_code == 200


def test_a_missing_interpretation_is_named_with_its_office(client, bureau, other_bureau):
    policy = published_policy(bureau, drafting_department=other_bureau)
    assert f"{other_bureau.name}" in text(client.get(policy.get_absolute_url()))


def test_an_interpretation_of_a_policy_elsewhere_leads_there(client, bureau):
    explained = published_interpretation(
        bureau, external_title="国务院意见", external_address="https://www.gov.cn/x", external_issuer="国务院"
    )
    page = text(client.get(explained.get_absolute_url()))
    assert 'href="https://www.gov.cn/x"' in page
    assert "国务院意见" in page


def test_relations_show_on_both_pages(client, bureau):
    old = published_policy(bureau, title="旧办法全文")
    new = published_policy(bureau, title="新办法全文", relations=[("abolishes", old)])
    assert "旧办法全文" in text(client.get(new.get_absolute_url()))
    page = client.get(old.get_absolute_url())
    assert [(line.words, line.title) for line in page.context["relations"]] == [("被以下文件废止", "新办法全文")]
    assert page.context["document"].validity == "废止"


def test_relations_of_a_working_copy_are_nobodys_business(client, bureau):
    policy, other = published_policy(bureau), published_policy(bureau, title="另一文件全文")
    start_revision(policy.item, by=policy.author, at=MORNING, reason="补充依据")
    relate(Policy.objects.get(pk=policy.pk), "based_on", other)
    assert "另一文件全文" not in text(client.get(policy.get_absolute_url()))
    assert policy.title not in text(client.get(other.get_absolute_url()))


def test_the_short_address_of_an_item_leads_to_the_page_of_its_kind(client, bureau):
    for one in (published_policy(bureau), published_interpretation(bureau)):
        assert client.get(address("item", one.pk)).url == one.get_absolute_url()
    document = published(bureau)
    assert client.get(address("policy", document.pk)).url == document.get_absolute_url()
    assert client.get(address("interpretation", document.pk)).url == document.get_absolute_url()


def test_what_was_withdrawn_leaves_a_tombstone_and_no_paper(client, bureau):
    policy, explained = withdrawn_policy(bureau), withdrawn_interpretation(bureau)
    for place in (
        address("policy", policy.pk),
        address("policy-paper", policy.pk, "docx"),
        address("interpretation", explained.pk),
    ):
        response = client.get(place)
        assert response.status_code == 410
        assert "油烟净化设施" not in text(response)


@pytest.mark.parametrize("make", [policy_draft, submitted_policy])
def test_what_is_not_public_is_not_found(client, bureau, make):
    policy = make(bureau)
    assert client.get(address("policy", policy.pk)).status_code == 404
    assert client.get(address("policy-paper", policy.pk, "docx")).status_code == 404


@pytest.mark.parametrize("make", [interpretation_draft, submitted_interpretation])
def test_an_interpretation_that_is_not_public_is_not_found(client, bureau, make):
    assert client.get(address("interpretation", make(bureau).pk)).status_code == 404


def test_an_interpretation_of_a_withdrawn_policy_shows_no_word_of_it(client, bureau):
    policy = published_policy(bureau)
    explained = published_interpretation(bureau, policy=policy)
    services.withdraw_policy(policy, by=policy.signed_by, at=MORNING, reason="有误")
    page = text(client.get(explained.get_absolute_url()))
    assert "每月至少清洗一次" not in page
    assert policy.title not in text(client.get(address("interpretations")))


BODY = (
    "<h3>第一章　总则</h3><p>正文<strong>要点</strong>。</p><ol><li>甲</li><li><p>乙</p></li></ol><ul><li>丙</li></ul>"
    "<table><tr><th>项目</th><th>标准</th></tr><tr><td>补助</td><td>五十元</td></tr></table>"
    '<blockquote><p>引文</p></blockquote><p class="sign">市政府</p>'
)


def test_the_word_file_has_the_whole_text(client, bureau):
    policy = published_policy(bureau, body=BODY, title="补助办法全文", document_number="测政〔2014〕7号")
    response = client.get(address("policy-paper", policy.pk, "docx"))
    document = Document(io.BytesIO(response.content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for line in (
        bureau.name,
        "测政〔2014〕7号",
        "补助办法全文",
        "第一章　总则",
        "正文要点。",
        "1. 甲",
        "2. 乙",
        "• 丙",
        "引文",
    ):
        assert line in lines
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["项目", "标准"],
        ["补助", "五十元"],
    ]
    facts = {row.cells[0].text: row.cells[1].text for row in document.tables[-1].rows}
    assert policy.index_number in facts.values()
    assert any(run.font.bold for paragraph in document.paragraphs for run in paragraph.runs if run.text == "要点")


def test_the_pdf_is_one_and_says_the_number(client, bureau):
    if not probe().is_able:
        pytest.skip("no Pango on this machine")
    import pypdfium2

    policy = published_policy(bureau, body=BODY, document_number="测政〔2014〕7号")
    response = client.get(address("policy-paper", policy.pk, "pdf"))
    assert response["Content-Type"] == "application/pdf"
    page = pypdfium2.PdfDocument(response.content)[0].get_textpage().get_text_range()
    assert "2014" in page


def test_without_the_libraries_of_the_pdf_pages_say_so_and_word_still_works(client, bureau, monkeypatch):
    for place in ("disclosure.policies.views", "foundation.pdf.making"):
        monkeypatch.setattr(f"{place}.probe", lambda: Verdict(False, "本机缺少 Pango 库。"))
    policy = published_policy(bureau)
    response = client.get(address("policy-paper", policy.pk, "pdf"))
    assert response.status_code == 503
    assert "本机缺少 Pango 库。" in text(response)
    assert address("policy-paper", policy.pk, "docx") in text(response)
    assert address("policy-paper", policy.pk, "pdf") not in text(client.get(policy.get_absolute_url()))
    assert client.get(address("policy-paper", policy.pk, "docx")).status_code == 200


def test_the_record_of_a_quarter_counts_what_was_made_and_what_ended(client, bureau, other_bureau):
    old = published_policy(bureau, title="旧办法全文", formed_on=date(2014, 1, 6), effective_on=date(2014, 1, 10))
    published_policy(bureau, title="新办法全文", formed_on=date(2014, 6, 12), relations=[("abolishes", old)])
    published_policy(other_bureau, title="别处办法", policy_class="rule", formed_on=date(2014, 5, 1))
    page = client.get(address("policy-record"), {"year": 2014, "quarter": 2})
    sums = {row["words"]: (row["made"], row["ended"], row["held"]) for row in page.context["sums"]}
    assert list(sums.values()) == [(1, 0, 1), (1, 1, 1), (0, 0, 0), (2, 1, 2)]
    assert [row["title"] for row in page.context["ended"]] == ["旧办法全文"]
    first = client.get(address("policy-record"), {"year": 2014, "quarter": 1})
    assert first.context["sums"][-1] | {"words": ""} == {"words": "", "made": 1, "ended": 0, "held": 1}
    own = client.get(address("policy-record"), {"year": 2014, "quarter": 2, "office": bureau.code})
    assert own.context["sums"][-1]["made"] == 1


def test_what_was_made_later_was_not_in_force_before_also_without_a_day_of_effect(client, bureau):
    published_policy(bureau, formed_on=date(2014, 6, 12), effective_on=None)
    held = [
        client.get(address("policy-record"), {"year": 2014, "quarter": number}).context["sums"][-1]["held"]
        for number in (1, 2)
    ]
    assert held == [0, 1]


def test_the_record_without_a_choice_is_that_of_the_last_full_quarter(client, db):
    assert "2014" in text(client.get(address("policy-record")))
    assert client.get(address("policy-record")).context["record"].quarter.number == 1


@pytest.mark.parametrize("query", [{"quarter": 5}, {"year": "x"}, {"office": "nowhere"}, {"year": 3000}])
def test_a_quarter_that_is_none_is_named(client, db, query):
    assert client.get(address("policy-record"), query).status_code == 400
    assert client.get(address("policy-record-table", "csv"), query).status_code == 400


@pytest.mark.parametrize("name", ["policies-table", "policy-record-table", "interpretations-table"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_every_list_can_be_downloaded(client, bureau, name, form):
    policy = published_policy(bureau, title="补助办法全文")
    published_interpretation(bureau, policy=policy, title="补助办法解读")
    response = client.get(address(name, form), {"year": 2014, "quarter": 2})
    content = b"".join(response.streaming_content)
    assert response.status_code == 200
    if form == "json":
        rows = json.loads(content)
        assert len(rows["rows"] if isinstance(rows, dict) else rows) == 1
    if form == "csv":
        assert "补助办法" in content.decode("utf-8-sig")


def test_a_wrong_filter_of_a_download_is_named_on_the_page(client, db):
    assert client.get(address("policies-table", "csv"), {"validity": "x"}).status_code == 400
    assert client.get(address("interpretations-table", "csv"), {"form": "x"}).status_code == 400
