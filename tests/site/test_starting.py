"""How a web process starts."""

import os
import subprocess
import sys

from django.conf import settings

ASK = """
import gc
import acro.wsgi
from django.urls.resolvers import _get_cached_resolver
print(gc.get_freeze_count() > 50_000, _get_cached_resolver.cache_info().currsize > 0)
"""


def test_what_a_web_process_loads_is_loaded_at_once_and_no_collection_goes_through_it(tmp_path):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["True", "True"]
