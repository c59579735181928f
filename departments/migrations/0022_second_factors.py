"""What officers prove themselves with: second factors, recovery codes, identities of single sign-on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0020_webhook_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.URLField(max_length=255, verbose_name="provider")),
                ("subject", models.CharField(max_length=255, verbose_name="identifier at the provider")),
                ("bound_at", models.DateTimeField(verbose_name="bound at")),
            ],
            options={
                "verbose_name": "identity",
                "verbose_name_plural": "identities",
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data_key", models.BinaryField(verbose_name="data key")),
                ("sealed", models.BinaryField(verbose_name="sealed secret")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed at")),
                ("last_step", models.BigIntegerField(default=0, verbose_name="last step taken")),
                ("n_wrong", models.PositiveIntegerField(default=0, verbose_name="wrong codes")),
                ("wrong_at", models.DateTimeField(blank=True, null=True, verbose_name="last wrong code at")),
            ],
            options={
                "verbose_name": "second factor",
                "verbose_name_plural": "second factors",
            },
        ),
        migrations.AddField(
            model_name="officer",
            name="log_in_epoch",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="generation of log-ins"),
        ),
        migrations.AddField(
            model_name="officer",
            name="must_change_password",
            field=models.BooleanField(default=False, verbose_name="must change the password"),
        ),
        migrations.AddField(
            model_name="officer",
            name="staff_number",
            field=models.CharField(
                blank=True,
                help_text="By which single sign-on may know the officer; empty: by a bound identity only.",
                max_length=40,
                verbose_name="staff number",
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("staff_number", ""), _negated=True),
                fields=("staff_number",),
                name="officer_one_per_staff_number",
                violation_error_message="Another officer has this staff number.",
            ),
        ),
        migrations.AddField(
            model_name="identity",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identities",
                to=settings.AUTH_USER_MODEL,
                verbose_name="officer",
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recovery_codes",
                to=settings.AUTH_USER_MODEL,
                verbose_name="officer",
            ),
        ),
        migrations.AddField(
            model_name="secondfactor",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="second_factors",
                to=settings.AUTH_USER_MODEL,
                verbose_name="officer",
            ),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(fields=("issuer", "subject"), name="identity_one_officer"),
        ),
        migrations.AddConstraint(
            model_name="identity",
            constraint=models.UniqueConstraint(fields=("issuer", "officer"), name="identity_one_per_officer"),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(fields=("officer", "digest"), name="recovery_code_once"),
        ),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None), _negated=True),
                fields=("officer",),
                name="second_factor_one_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondfactor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None)), fields=("officer",), name="second_factor_one_candidate"
            ),
        ),
    ]
