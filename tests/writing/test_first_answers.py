"""A web process answers before anybody asks."""

from urllib.parse import urlsplit

from django.http import HttpResponse

from acro import warming


def test_a_web_process_asks_itself_for_what_is_asked_most(writers):
    asked = []

    def application(environ, start_response):
        asked.append((environ["PATH_INFO"], environ["QUERY_STRING"]))
        return HttpResponse()

    warming.warm(application).join()

    assert asked == [(urlsplit(at).path, urlsplit(at).query) for at in warming.ADDRESSES]
