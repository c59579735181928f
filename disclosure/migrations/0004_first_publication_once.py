"""When an item was first published, and under which index number, can't be changed afterwards.

Source: 政府网站与政务新媒体检查指标, single veto "forging the date of publication".
"""

from django.db import migrations

from foundation.journal.write_once import write_once


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_editors_and_exemptions")]

    operations = [write_once("disclosure_item", ["first_published_at", "published_on", "index_number"])]
