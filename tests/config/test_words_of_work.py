"""Whatever is put into the outbox says in the reader's language what it does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from foundation.outbox.handlers import resolve, words_of

APPS = ("departments", "disclosure", "interaction", "reports")


def is_handler(name: str) -> bool:
    try:
        resolve(name)
    except ValueError:
        return False
    return True


def named_in_code() -> Iterator[str]:
    """Yield every text of the apps that names a function of ours by its whole path."""
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            code = path.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(code)) if f'"{app}.' in code else ():
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(f"{app}."):
                    yield node.value


HANDLERS = sorted({*filter(is_handler, named_in_code()), *settings.ITEM_FOLLOWERS})


def test_handlers_are_found_in_the_code():
    assert {"interaction.messages.mails.tell_sender", "disclosure.webhooks.sending.send_ping"} < set(HANDLERS)
    assert len(HANDLERS) > 10


@pytest.mark.parametrize("name", HANDLERS)
def test_the_list_of_work_shows_chinese_words_for_it(name):
    with override("zh-hans"):
        words = words_of(name)
    assert words != name
    assert not words.isascii()
