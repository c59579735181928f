"""A copy finds the store of every field with files, whatever the settings were when the field was made."""

import pytest
from django.apps import apps
from django.core.files.storage import InMemoryStorage
from django.db import models

from config.backup.stores import store_of
from interaction.models import MessageAttachment


@pytest.fixture
def letters_file():
    return MessageAttachment._meta.get_field("file")


def test_every_field_with_files_has_a_store_that_is_copied():
    fields = [field for model in apps.get_models() for field in model._meta.get_fields()]
    assert {store_of(field) for field in fields if isinstance(field, models.FileField)} == {"private"}


def test_other_settings_since_the_field_was_made_change_nothing(settings, tmp_path, letters_file):
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    assert store_of(letters_file) == "private"


def test_a_field_that_says_nothing_keeps_its_files_in_the_default_store():
    assert store_of(models.FileField()) == "default"


def test_a_store_that_no_copy_would_hold_is_refused():
    with pytest.raises(LookupError, match="STORES"):
        store_of(models.FileField(storage=InMemoryStorage()))
