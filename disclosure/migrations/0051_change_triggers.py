"""The journal writes itself for items, gives numbers at the commit, forgets the titles of what went, keeps its rows.

A number is given by a deferred trigger, the last act of a transaction, under a lock that is held until the commit can
be seen: numbers are the order of commits. Why: docs/decisions/0030-exchange-journal.md.
"""

from django.db import migrations

from foundation.journal.write_once import write_once

NUMBERS = "CREATE SEQUENCE disclosure_change_number OWNED BY disclosure_change.number;"
NO_NUMBERS = "DROP SEQUENCE disclosure_change_number;"

NUMBERING = """
CREATE FUNCTION disclosure_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('disclosure.exchange.change'));
  UPDATE disclosure_change SET number = nextval('disclosure_change_number'), at = clock_timestamp()
    WHERE id = NEW.id AND number IS NULL;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER change_numbered AFTER INSERT ON disclosure_change
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL)
  EXECUTE FUNCTION disclosure_number_change();
"""
NOT_NUMBERING = """
DROP TRIGGER change_numbered ON disclosure_change;
DROP FUNCTION disclosure_number_change();
"""

FORGETTING = """
CREATE FUNCTION disclosure_forget_titles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE disclosure_change SET title = '' WHERE kind = NEW.kind AND key = NEW.key AND title <> '';
  RETURN NULL;
END $$;
CREATE TRIGGER change_forgets_titles AFTER INSERT ON disclosure_change FOR EACH ROW
  WHEN (NEW.action = 'went') EXECUTE FUNCTION disclosure_forget_titles();
CREATE TRIGGER change_kept BEFORE DELETE ON disclosure_change FOR EACH ROW EXECUTE FUNCTION journal_refuse_change();
"""
NOT_FORGETTING = """
DROP TRIGGER change_kept ON disclosure_change;
DROP TRIGGER change_forgets_titles ON disclosure_change;
DROP FUNCTION disclosure_forget_titles();
"""

ITEMS = """
CREATE FUNCTION disclosure_journal_item() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER item_journalled_new AFTER INSERT ON disclosure_item FOR EACH ROW
  WHEN (NEW.visibility = 'public') EXECUTE FUNCTION disclosure_journal_item();
CREATE TRIGGER item_journalled AFTER UPDATE ON disclosure_item FOR EACH ROW
  WHEN ((OLD.visibility = 'public' OR NEW.visibility = 'public')
    AND (OLD.visibility, OLD.current_version_id, OLD.department_id, OLD.category_id)
      IS DISTINCT FROM (NEW.visibility, NEW.current_version_id, NEW.department_id, NEW.category_id))
  EXECUTE FUNCTION disclosure_journal_item();
"""
NOT_ITEMS = """
DROP TRIGGER item_journalled ON disclosure_item;
DROP TRIGGER item_journalled_new ON disclosure_item;
DROP FUNCTION disclosure_journal_item();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0050_change_journal")]

    operations = [
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.RunSQL(NUMBERING, NOT_NUMBERING),
        migrations.RunSQL(FORGETTING, NOT_FORGETTING),
        migrations.RunSQL(ITEMS, NOT_ITEMS),
        write_once("disclosure_change", ["number", "at", "action", "kind", "key"]),
    ]
