"""The planner remembers the frequency of 10,000 words, since the plan of a search is chosen by it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0031_search_without_the_withdrawn")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE disclosure_searchentry ALTER COLUMN words SET STATISTICS 1000",
            "ALTER TABLE disclosure_searchentry ALTER COLUMN words SET STATISTICS -1",
        )
    ]
