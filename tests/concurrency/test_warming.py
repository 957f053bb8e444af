"""A web process warms up before the first request."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from acro import warming


def asked(status):
    """Return the requests of the warm-up to an application that always answers with this status."""
    requests = []

    def application(environ, start_response):
        requests.append((environ["PATH_INFO"], environ["QUERY_STRING"]))
        return HttpResponse(status=status)

    warming.warm_up(application).join()
    return requests


def test_a_web_process_asks_itself_for_what_is_asked_most(writers):
    assert asked(200) == [(urlsplit(at).path, urlsplit(at).query) for at in warming.WARMED_PATHS]


def test_a_web_process_that_refuses_itself_says_so_once(writers, caplog):
    assert len(asked(400)) == 1

    messages = [record.getMessage() for record in caplog.records if record.name == warming.__name__]
    assert messages == [f"{settings.SITE_URL}/ was answered with 400."]
