from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('visavis_messages', '0002_waiting'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('scheduled', 'scheduled'), ('requested', 'requested'), ('approved', 'approved'), ('declined', 'declined'), ('expired', 'expired'), ('moved', 'moved'), ('cancelled', 'cancelled'), ('reminder', 'reminder'), ('link', 'link'), ('client_waiting', 'client_waiting'), ('running_late', 'running_late'), ('summary_published', 'summary_published')], max_length=24),
        ),
    ]
