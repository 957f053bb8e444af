"""Rules whose forms end where the text does, and rules that were missing, alike on SQLite and PostgreSQL."""

import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_order_of_places'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='citation',
            name='citation_partial_dates',
        ),
        migrations.RemoveConstraint(
            model_name='country',
            name='country_code_is_alpha_2',
        ),
        migrations.RemoveConstraint(
            model_name='countrypresence',
            name='presence_partial_dates',
        ),
        migrations.RemoveConstraint(
            model_name='member',
            name='member_slug_form',
        ),
        migrations.RemoveConstraint(
            model_name='member',
            name='member_partial_dates',
        ),
        migrations.RemoveConstraint(
            model_name='member',
            name='member_employees_figure',
        ),
        migrations.RemoveConstraint(
            model_name='member',
            name='member_countries_stated_figure',
        ),
        migrations.RemoveConstraint(
            model_name='othername',
            name='other_name_partial_dates',
        ),
        migrations.RemoveConstraint(
            model_name='page',
            name='page_slug_form',
        ),
        migrations.RemoveConstraint(
            model_name='region',
            name='region_code_is_m49',
        ),
        migrations.RemoveConstraint(
            model_name='registeredtrial',
            name='registered_trial_number',
        ),
        migrations.RemoveConstraint(
            model_name='revision',
            name='revision_one_draft',
        ),
        migrations.RemoveConstraint(
            model_name='statistic',
            name='statistic_partial_dates',
        ),
        migrations.RemoveConstraint(
            model_name='trialcount',
            name='trial_count_partial_dates',
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='citation_partial_dates'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), _negated=True), name='citation_has_address'),
        ),
        migrations.AddConstraint(
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '\\A[A-Z]{2}\\Z')), name='country_code_is_alpha_2'),
        ),
        migrations.AddConstraint(
            model_name='countrypresence',
            constraint=models.CheckConstraint(condition=models.Q(('as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='presence_partial_dates'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '\\A[a-z0-9]+(-[a-z0-9]+)*\\Z'), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('slug'), 80), models.Q(('slug__in', ['compare', 'match', 'shortlist', 'facets', 'export', 'suggest', 'history']), _negated=True)), name='member_slug_form'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('member_since__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('member_until__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('seen_as_member__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('employees_as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('countries_stated_as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='member_partial_dates'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('member_since_first__isnull', True), ('member_until_last__isnull', True), ('member_until_last__gte', models.F('member_since_first')), _connector='OR'), name='member_period_order'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('employees_as_of', ''), ('employees_count__isnull', True), ('employees_note', ''), ('employees_qualifier', ''), ('employees_source_url', '')), models.Q(('employees_count__isnull', False), ('employees_count__range', (0, 10000000)), ('employees_qualifier__in', ['exact', 'stated', 'about', 'at_least', 'nearly']), models.Q(models.Q(('employees_source_url', ''), _negated=True), models.Q(('employees_as_of', ''), _negated=True), _connector='OR')), _connector='OR'), name='member_employees_figure'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('countries_stated_as_of', ''), ('countries_stated_count__isnull', True), ('countries_stated_note', ''), ('countries_stated_qualifier', ''), ('countries_stated_source_url', '')), models.Q(('countries_stated_count__isnull', False), ('countries_stated_count__range', (0, 10000000)), ('countries_stated_qualifier__in', ['exact', 'stated', 'about', 'at_least', 'nearly']), models.Q(models.Q(('countries_stated_source_url', ''), _negated=True), models.Q(('countries_stated_as_of', ''), _negated=True), _connector='OR')), _connector='OR'), name='member_countries_stated_figure'),
        ),
        migrations.AddConstraint(
            model_name='othername',
            constraint=models.CheckConstraint(condition=models.Q(('until__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='other_name_partial_dates'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '\\A[a-z0-9]+(-[a-z0-9]+)*\\Z'), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('slug'), 80)), name='page_slug_form'),
        ),
        migrations.AddConstraint(
            model_name='region',
            constraint=models.CheckConstraint(condition=models.Q(('code__regex', '\\A[0-9]{3}\\Z')), name='region_code_is_m49'),
        ),
        migrations.AddConstraint(
            model_name='registeredtrial',
            constraint=models.CheckConstraint(condition=models.Q(('number__regex', '\\ANCT[0-9]{8}\\Z')), name='registered_trial_number'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(models.F('member'), django.db.models.functions.comparison.Coalesce(models.F('author'), models.Value(0)), condition=models.Q(('state', 'draft')), name='revision_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='slugredirect',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '\\A[a-z0-9]+(-[a-z0-9]+)*\\Z'), django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('slug'), 80)), name='slug_redirect_slug_form'),
        ),
        migrations.AddConstraint(
            model_name='statistic',
            constraint=models.CheckConstraint(condition=models.Q(('as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='statistic_partial_dates'),
        ),
        migrations.AddConstraint(
            model_name='trialcount',
            constraint=models.CheckConstraint(condition=models.Q(('period_start__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('period_end__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z'), ('as_of__regex', '\\A([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?\\Z')), name='trial_count_partial_dates'),
        ),
    ]
