"""Errors to a Sentry-compatible service, if `SENTRY_DSN` names one."""

from acro.logs import DISCONNECTIONS, clean_value, hide_secrets

# The only parts of a request that are sent; `url` has no query string.
SENT_REQUEST_KEYS = ("method", "url")
DROPPED_KEYS = ("user", "extra", "server_name")


def start_error_reports(dsn, *, release, environment):
    """Send errors from now on, without request bodies, cookies, headers, or local variables."""
    if not dsn:
        return
    import sentry_sdk  # noqa: PLC0415 - an optional extra; `env.read_dsn` checked that it is there

    sentry_sdk.init(
        dsn=dsn,
        release=release,
        environment=environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,  # They hold queries and addresses of earlier requests.
        auto_session_tracking=False,
        before_send=clean_error_event,
    )


def clean_error_event(event, hint):
    """Return a Sentry event without secrets and personal data, or None for a refused request."""
    is_event = getattr(hint.get("log_record"), "event", "")  # as the filter of the log decided
    if is_event or hint.get("exc_info", [Exception])[0].__name__ in DISCONNECTIONS:
        return None
    for key in DROPPED_KEYS:
        event.pop(key, None)
    request = event.get("request", {})
    event["request"] = {
        key: hide_secrets(str(request[key])) for key in SENT_REQUEST_KEYS if key in request
    }
    return {key: clean_tree(value) for key, value in event.items()}


def clean_tree(value):
    """Return nested values with each text cleaned of secrets."""
    if isinstance(value, dict):
        return {key: clean_tree(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean_tree(each) for each in value]
    return clean_value(value) if isinstance(value, str) else value
