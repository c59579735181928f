"""A policy and an interpretation stand in the journal as what they are, with the address of their own page.

They were told of as plain items at `/items/{pk}/`, so that feeds named an entry and its tombstone differently, and
`?kind=policy` found nothing. Rows written before are put right once: docs/decisions/0033-webhooks.md says why.
"""

from django.db import migrations

PLACE = """
CREATE FUNCTION disclosure_journal_kind(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN kind = 'document' THEN 'item' ELSE kind END
$$;
CREATE FUNCTION disclosure_journal_address(kind text, key bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE kind WHEN 'policy' THEN '/policies/' WHEN 'interpretation' THEN '/interpretations/' ELSE '/items/' END
    || key || '/'
$$;
"""
NO_PLACE = """
DROP FUNCTION disclosure_journal_address(text, bigint);
DROP FUNCTION disclosure_journal_kind(text);
"""

ITEMS = """
CREATE OR REPLACE FUNCTION disclosure_journal_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  happened text;
  told_as text := disclosure_journal_kind(NEW.kind);
  address text := disclosure_journal_address(NEW.kind, NEW.id);
BEGIN
  happened := CASE WHEN NEW.visibility <> 'public' THEN 'went'
                   WHEN TG_OP = 'UPDATE' AND OLD.visibility = 'public' THEN 'changed'
                   ELSE 'appeared' END;
  IF happened = 'went' THEN
    INSERT INTO disclosure_change (action, kind, key, department_id, category_id, title, url, digest)
    VALUES (happened, told_as, NEW.id, NEW.department_id, NEW.category_id, '', address, '');
  ELSE
    INSERT INTO disclosure_change (action, kind, key, department_id, category_id, title, url, digest)
    SELECT happened, told_as, NEW.id, NEW.department_id, NEW.category_id, v.title, address, v.digest
    FROM disclosure_version v WHERE v.id = NEW.current_version_id;
  END IF;
  RETURN NULL;
END $$;
"""
PLAIN_ITEMS = """
CREATE OR REPLACE FUNCTION disclosure_journal_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE happened text;
BEGIN
  happened := CASE WHEN NEW.visibility <> 'public' THEN 'went'
                   WHEN TG_OP = 'UPDATE' AND OLD.visibility = 'public' THEN 'changed'
                   ELSE 'appeared' END;
  IF happened = 'went' THEN
    INSERT INTO disclosure_change (action, kind, key, department_id, category_id, title, url, digest)
    VALUES (happened, 'item', NEW.id, NEW.department_id, NEW.category_id, '', '/items/' || NEW.id || '/', '');
  ELSE
    INSERT INTO disclosure_change (action, kind, key, department_id, category_id, title, url, digest)
    SELECT happened, 'item', NEW.id, NEW.department_id, NEW.category_id, v.title, '/items/' || NEW.id || '/', v.digest
    FROM disclosure_version v WHERE v.id = NEW.current_version_id;
  END IF;
  RETURN NULL;
END $$;
"""

# mails that told of them before must go on counting as told, and of what goes every title must be found
WRITTEN_BEFORE = """
SET LOCAL statement_timeout = 0;
ALTER TABLE disclosure_change DISABLE TRIGGER disclosure_change_once;
UPDATE disclosure_change c
  SET kind = disclosure_journal_kind(i.kind), url = disclosure_journal_address(i.kind, i.id)
  FROM disclosure_item i WHERE i.kind <> 'document' AND c.kind = 'item' AND c.key = i.id;
ALTER TABLE disclosure_change ENABLE TRIGGER disclosure_change_once;
UPDATE disclosure_notice n SET kind = i.kind
  FROM disclosure_item i WHERE i.kind <> 'document' AND n.kind = 'item' AND n.key = i.id;
"""
WRITTEN_SINCE = """
SET LOCAL statement_timeout = 0;
ALTER TABLE disclosure_change DISABLE TRIGGER disclosure_change_once;
UPDATE disclosure_change c SET kind = 'item', url = '/items/' || i.id || '/'
  FROM disclosure_item i WHERE i.kind <> 'document' AND c.kind = i.kind AND c.key = i.id;
ALTER TABLE disclosure_change ENABLE TRIGGER disclosure_change_once;
UPDATE disclosure_notice n SET kind = 'item'
  FROM disclosure_item i WHERE i.kind <> 'document' AND n.kind = i.kind AND n.key = i.id;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0056_delivery_journal")]

    operations = [
        migrations.RunSQL(PLACE, NO_PLACE),
        migrations.RunSQL(ITEMS, PLAIN_ITEMS),
        migrations.RunSQL(WRITTEN_BEFORE, WRITTEN_SINCE),
    ]
