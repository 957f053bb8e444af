#!/usr/bin/env python3
"""Django's commands for this site."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acro.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except Exception as error:
        from acro.outages import describe_outage, is_outage, is_table_missing

        if is_table_missing(error):
            sys.exit("The database's tables aren't those of this release. Run manage.py migrate.")
        if not is_outage(error):
            raise
        sys.exit(describe_outage(error))
