"""Every service, area, modality, phase and group of services may say in a sentence what it is."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0003_order_of_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='modality',
            name='definition',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='phase',
            name='definition',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='service',
            name='definition',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='servicegroup',
            name='definition',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='therapeuticarea',
            name='definition',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
    ]
