"""The journal begins with everything that the public reads already, in the order of its publication."""

from django.db import migrations

FILL = """
SET LOCAL statement_timeout = 0;
INSERT INTO disclosure_change (number, at, action, kind, key, department_id, category_id, title, url, digest)
SELECT nextval('disclosure_change_number'), s.published_at, 'appeared', 'item', s.id, s.department_id, s.category_id,
       s.title, '/items/' || s.id || '/', s.digest
FROM (SELECT i.id, i.department_id, i.category_id, v.title, v.digest, v.published_at
      FROM disclosure_item i JOIN disclosure_version v ON v.id = i.current_version_id
      WHERE i.visibility = 'public'
        AND NOT EXISTS (SELECT FROM disclosure_change c WHERE c.kind = 'item' AND c.key = i.id)
      ORDER BY v.published_at, i.id) s;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0051_change_triggers")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
