"""The journal of the register tells what happens to log-ins."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("departments", "0022_second_factors")]

    operations = [
        migrations.AlterField(
            model_name="registerevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("office_registered", "office registered"),
                    ("office_changed", "office changed"),
                    ("office_moved", "office moved in the tree"),
                    ("officer_created", "officer created"),
                    ("officer_changed", "officer changed"),
                    ("officer_barred", "log-in barred"),
                    ("officer_admitted", "log-in allowed again"),
                    ("password_issued", "new password issued"),
                    ("password_changed", "password changed by the officer"),
                    ("factor_enrolled", "second factor set up"),
                    ("factor_removed", "second factor turned off"),
                    ("factor_reset", "second factor reset"),
                    ("codes_renewed", "recovery codes renewed"),
                    ("code_spent", "recovery code used"),
                    ("codes_closed", "codes closed after wrong ones"),
                    ("lock_out_lifted", "lock-out lifted"),
                    ("identity_bound", "identity of single sign-on bound"),
                    ("identity_freed", "identity of single sign-on removed"),
                    ("role_granted", "role granted"),
                    ("role_ended", "role ended"),
                    ("client_registered", "API client registered"),
                    ("client_changed", "API client changed"),
                    ("key_renewed", "key renewed"),
                    ("client_revoked", "API client revoked"),
                    ("webhook_registered", "webhook registered"),
                    ("webhook_changed", "webhook changed"),
                    ("webhook_renewed", "secret of a webhook renewed"),
                    ("webhook_suspended", "webhook suspended"),
                    ("webhook_resumed", "webhook resumed"),
                    ("webhook_skipped", "changes not sent to a webhook"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
    ]
