"""A withdrawal takes the item out of the search in its own transaction, whatever code withdraws."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION disclosure_forget_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry bigint;
BEGIN
  SELECT id INTO entry FROM disclosure_searchentry WHERE kind = 'item' AND key = NEW.id FOR UPDATE;
  IF FOUND THEN
    DELETE FROM disclosure_entrypage WHERE file_id IN (SELECT id FROM disclosure_entryfile WHERE entry_id = entry);
    DELETE FROM disclosure_entryfile WHERE entry_id = entry;
    DELETE FROM disclosure_entrytext WHERE entry_id = entry;
    DELETE FROM disclosure_searchentry WHERE id = entry;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER item_forgotten_by_search AFTER UPDATE OF visibility ON disclosure_item FOR EACH ROW
  WHEN (NEW.visibility <> 'public') EXECUTE FUNCTION disclosure_forget_withdrawn();
"""
BACKWARD = """
DROP TRIGGER item_forgotten_by_search ON disclosure_item;
DROP FUNCTION disclosure_forget_withdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0030_search")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
