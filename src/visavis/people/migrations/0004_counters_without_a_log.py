"""Counters of rate limits need not survive a crash of the database, so no commit waits for the disk for them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0003_one_time_sign_in")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_rate_counter SET UNLOGGED", "ALTER TABLE people_rate_counter SET LOGGED"
        ),
    ]
