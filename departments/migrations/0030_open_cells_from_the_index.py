"""The desk reads what is open from the index alone; vacuum comes early enough for that to hold."""

from django.db import migrations, models

# At the default, a fifth of the table, a city that receives a thousand letters a day is vacuumed every other week, and
# by then most of the open cells have to be looked up in the table again.
VACUUM_EARLY = "ALTER TABLE departments_dutytally SET (autovacuum_vacuum_scale_factor = 0.01)"
VACUUM_AS_EVERYWHERE = "ALTER TABLE departments_dutytally RESET (autovacuum_vacuum_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("departments", "0025_lists_of_the_back_office")]

    operations = [
        migrations.RemoveIndex(model_name="dutytally", name="duty_tally_open"),
        migrations.AddIndex(
            model_name="dutytally",
            index=models.Index(
                condition=models.Q(("n_open", 0), _negated=True),
                fields=["due_on"],
                include=("department", "n_open", "unit", "channel"),
                name="duty_tally_open",
            ),
        ),
        migrations.RunSQL(VACUUM_EARLY, VACUUM_AS_EVERYWHERE),
    ]
