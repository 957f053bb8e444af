"""Connections to PostgreSQL are checked, but not queried unless something happened."""

import pytest
from django.db import connection


@pytest.fixture
def other(db):
    """Open a second connection that stays open between requests, as in a web process."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's connections are files.")
    other = connection.copy("other")
    other.settings_dict |= {"CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": None}
    other.connect()
    yield other
    other.close()


def activity(pid):
    """Return a connection's last query and its start time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # Otherwise it returns cached values.
        cursor.execute("SELECT query, query_start FROM pg_stat_activity WHERE pid = %s", [pid])
        return cursor.fetchone()


def ask(other):
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def begin_request(other):
    """Do what Django does before each request."""
    other.close_if_unusable_or_obsolete()


def ask_in_a_request(other):
    begin_request(other)
    return ask(other)


def test_a_connection_that_the_server_closed_is_reopened_by_the_next_request(other):
    before = ask(other)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])

    begin_request(other)

    assert ask(other) != before


def test_a_connection_in_use_gets_no_extra_queries(other):
    pid = ask_in_a_request(other)
    asked = activity(pid)

    begin_request(other)
    other.close_if_health_check_failed()

    assert activity(pid) == asked
    assert ask(other) == pid


def test_a_long_unused_connection_is_checked_because_it_may_be_dead(other):
    pid = ask_in_a_request(other)
    other.used_at -= 31

    begin_request(other)
    other.close_if_health_check_failed()

    assert activity(pid)[0] == "SELECT 1"
    assert ask_in_a_request(other) == pid


def test_after_an_error_the_connection_is_checked(other):
    pid = ask(other)
    other.errors_occurred = True

    begin_request(other)

    assert activity(pid)[0] == "SELECT 1"
    assert ask(other) == pid


def test_a_connection_that_is_closed_on_this_side_is_not_usable(other):
    other.connection.close()

    assert not other.is_usable()


def read_time_limit(connection_to_ask):
    with connection_to_ask.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return cursor.fetchone()[0]


def test_only_a_web_process_has_a_time_limit(other):
    web = other.copy("web")
    web.settings_dict["TIME_LIMIT"] = 7

    limits = [read_time_limit(each) for each in (other, web)]
    with web.cursor() as cursor:
        cursor.execute("BEGIN")
        web.allow_waiting(20)
        limits.append(read_time_limit(web))
        cursor.execute("ROLLBACK")
    limits.append(read_time_limit(web))
    web.close()

    assert limits == ["0", "7s", "27s", "7s"]
