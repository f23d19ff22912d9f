from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('live', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stream',
            name='read_until',
            field=models.DateTimeField(help_text='Until when a browser may be connected; nobody else is woken up', null=True),
        ),
    ]
