
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0011_names_of_the_invited'),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('read', 'Read'), ('write', 'Write')], max_length=5)),
                ('name', models.CharField(max_length=100)),
                ('representation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='directory.representative')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created', 'digest'),
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['read', 'write'])), name='token_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'write'), ('representation__isnull', False)), models.Q(('kind', 'read'), ('representation__isnull', True)), _connector='OR'), name='token_writes_for_an_owner'), models.CheckConstraint(condition=models.Q(('expiry__isnull', False)), name='token_expires'), models.UniqueConstraint(condition=models.Q(('kind', 'write')), fields=('representation', 'name'), name='token_write_name_once'), models.UniqueConstraint(condition=models.Q(('kind', 'read')), fields=('name',), name='token_read_name_once')],
            },
        ),
    ]
