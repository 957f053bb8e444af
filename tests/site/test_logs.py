import logging

import pytest

from acro.logs import HideSecrets


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/invitations/{}/",
        "/access/{}/",
        "/portal/still-right/{}/",
        "/accounts/password/reset/key/{}/",
    ],
)
def test_a_log_holds_no_secret_links(path):
    record = logging.LogRecord(
        "django", 30, "", 1, "%s: %s", ("Gone", path.format("1-s3cret:x")), None
    )

    assert HideSecrets().filter(record)
    assert record.getMessage() == f"Gone: {path.format('…')}"


def test_a_log_names_every_other_address():
    record = logging.LogRecord("django", 30, "", 1, "%s: %s", ("Gone", "/members/alpha/"), None)

    HideSecrets().filter(record)

    assert record.getMessage() == "Gone: /members/alpha/"
