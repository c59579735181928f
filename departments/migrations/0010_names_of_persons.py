"""Call the name of an officer or a responsible person what it is: a name of a person, not of a thing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0009_words_of_assignments"),
    ]

    operations = [
        migrations.AlterField(
            model_name="officer",
            name="name",
            field=models.CharField(max_length=40, verbose_name="name of the person"),
        ),
        migrations.AlterField(
            model_name="responsibleperson",
            name="name",
            field=models.CharField(blank=True, max_length=40, verbose_name="name of the person"),
        ),
    ]
