"""A withdrawal takes policies and interpretations out of the search too: items that carry more than a document."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("disclosure.migrations.0031_search_without_the_withdrawn").FORWARD
FUNCTION = BEFORE.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
OF_ALL_KINDS = FUNCTION.replace("kind = 'item'", "kind IN ('item', 'policy', 'interpretation')")


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0032_search_statistics")]

    operations = [migrations.RunSQL(OF_ALL_KINDS, FUNCTION)]
