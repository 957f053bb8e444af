"""A long walk through the site with the settings of production; `test_production_log.py` runs it.

It prints what no log may hold, as JSON. With a number, it only fails that often.
"""

import json
import re
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult
from factories import make_member
from signing_in import PASSWORD, SECRET, enroll, make_account, show_who_it_is, totp

from directory.models import Representative, Token, User

HOST = "directory.example"
PROXY, ADDRESS = "192.0.2.10", "203.0.113.77"
AGENT = "Secret-Agent/7.0"
QUERY = "Ada+Lovelace"
HIDDEN = [
    PROXY,
    "203.0.113.",
    AGENT,
    "Lovelace",
    "@example.org",
    "%40example.org",
    "Olga",
    PASSWORD,
    SECRET,
]
NEW_PASSWORD = "an even longer pass phrase"
FORM = "/members/beta/access/"
APP = "/accounts/2fa/totp/activate/"


def visit(**options):
    """Return a browser that arrives over HTTPS, as a stranger does."""
    return Client(
        raise_request_exception=False,
        HTTP_HOST=HOST,
        HTTP_USER_AGENT=AGENT,
        HTTP_REFERER=f"https://{HOST}/members/?q={QUERY}",
        HTTP_X_FORWARDED_FOR=ADDRESS,
        HTTP_X_FORWARDED_PROTO="https",
        REMOTE_ADDR=PROXY,
        **options,
    )


def sign_in(client, email, password=PASSWORD):
    HIDDEN.append(password)
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    HIDDEN.extend(cookie.value for cookie in client.cookies.values() if cookie.value)
    return answer


def expect(answer, *statuses):
    assert answer.status_code in statuses, (answer.status_code, answer.content.decode()[-3000:])
    return answer


def read_letter(address, beginning):
    """Return the path of a link in the newest letter to an address."""
    for row in DBTaskResult.objects.order_by("-enqueued_at"):
        [letter] = row.args_kwargs["args"]
        found = re.search(rf"{HOST}({beginning}[^\s]+)", letter["text"])
        if letter["to"] == address and found:
            HIDDEN.append(found[1].rstrip("/").rpartition("/")[2])
            return found[1]
    raise AssertionError(address)


def read_publicly():
    client = visit()
    expect(client.get(f"/members/?q={QUERY}"), 200)
    expect(client.get("/nowhere/olga@example.org/"), 404)
    expect(client.get("/a%0Aforged%00line/"), 404)
    expect(client.get("/api/v1/members/", {"q": "Lovelace", "nonsense": 1}), 400)
    expect(client.get("/healthz"), 200)
    expect(client.get("/", HTTP_HOST="evil.example"), 400)
    expect(client.get("/sitemap-members.xml"), 200)
    unreadable = {"data": b"no parts", "content_type": "multipart/form-data; boundary=x"}
    expect(client.generic("POST", "/accounts/login/", **unreadable), 200, 400)


def be_a_careless_owner():
    client = visit()
    make_account("olga")
    Representative.objects.create(
        user=User.objects.get(), member=make_member("Alpha"), role="owner"
    )
    expect(sign_in(client, "olga@example.org", "a wrong pass phrase"), 200)
    expect(sign_in(client, "nobody@example.org", "a wrong pass phrase"), 200)
    expect(sign_in(client, "olga@example.org"), 302)
    show_who_it_is(client)
    secret = re.search(r"\b[A-Z2-7]{32}\b", expect(client.get(APP), 200).content.decode())[0]
    HIDDEN.append(secret)
    expect(client.post(APP, {"code": totp(secret)}), 302)
    page = expect(client.get("/accounts/2fa/recovery-codes/"), 200).content.decode()
    HIDDEN.extend(re.findall("<code>([0-9]{8})</code>", page))
    expect(client.post("/accounts/2fa/recovery-codes/generate/"), 302)
    expect(client.post("/accounts/email/", {"email": "o2@example.org", "action_add": ""}), 302)
    change = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    expect(client.post("/accounts/password/change/", change), 302)
    expect(client.get("/portal/beta/"), 404)
    expect(client.get("/desk/"), 404)
    return client, secret


def forget_the_password(secret):
    client = visit()
    for address in ("olga@example.org", "nobody@example.org"):
        expect(client.post("/accounts/password/reset/", {"email": address}), 302)
    path = read_letter("olga@example.org", "/accounts/password/reset/key/")
    form = expect(client.get(path, follow=True), 200).redirect_chain[-1][0]
    again = {"password1": f"{NEW_PASSWORD}!", "password2": f"{NEW_PASSWORD}!"}
    expect(client.post(form, again), 302)
    expect(sign_in(client, "olga@example.org", f"{NEW_PASSWORD}!"), 302)
    expect(client.post("/accounts/2fa/authenticate/", {"code": "000000"}), 200)
    expect(client.post("/accounts/2fa/authenticate/", {"code": totp(secret, steps=1)}), 302)
    expect(client.post("/accounts/reauthenticate/", {"password": f"{NEW_PASSWORD}!"}), 302)
    expect(client.post("/accounts/2fa/totp/deactivate/"), 302)
    expect(client.post("/accounts/logout/"), 302)


def use_the_api(client):
    page = client.post("/portal/alpha/tokens/new/", {"name": "Olga’s sync", "days": 90})
    secret = re.search("acro_[0-9a-f]{64}", expect(page, 201).content.decode())[0]
    HIDDEN.append(secret)
    HIDDEN.append(Token.objects.get().digest)
    program = visit(HTTP_AUTHORIZATION=f"Token {secret}")
    tag = expect(program.get("/api/v1/members/alpha/"), 200)["ETag"]
    patch = {"content_type": "application/merge-patch+json", "HTTP_IF_MATCH": tag}
    address = "/api/v1/members/alpha/?message=by+Olga"
    expect(program.patch(address, json.dumps({"founded": 1999}), **patch), 202)
    expect(program.patch("/api/v1/members/beta/", "{}", **patch), 403)
    stranger = visit(HTTP_AUTHORIZATION=f"Token {secret[:-1]}")
    expect(stranger.get("/api/v1/"), 401)
    last = [visit().get("/api/v1/version/").status_code for _ in range(4)]
    assert last[-1] == 429
    key = Token.objects.get().token_key
    expect(client.post(f"/portal/alpha/tokens/{key}/revoke/"), 302, 303)
    return secret


def work_at_the_desk():
    client = visit()
    enroll(make_account("stella", is_staff=True))
    expect(sign_in(client, "stella@example.org"), 302)
    expect(client.post("/accounts/2fa/authenticate/", {"code": totp()}), 302)
    page = expect(client.get("/desk/"), 200).content.decode()
    revision = re.search(r"/desk/revisions/[0-9a-f-]+/", page)[0]
    note = {"note": "Olga Petrova must check this.", "sent": ""}
    expect(client.post(f"{revision}reject/", note), 303, 302)
    invited = {"email": "emil@example.org", "role": "editor", "name": "Emil Novak"}
    expect(client.post("/portal/beta/team/", invited), 302, 303)
    form = {"name": "Emil Novak", "password": NEW_PASSWORD}
    expect(visit().post(read_letter("emil@example.org", "/accounts/invitations/"), form), 302, 303)


def be_an_attacker():
    guesses = visit()
    make_account("victim")
    for _ in range(7):
        sign_in(guesses, "victim@example.org", "not the pass phrase")
    careful = visit(enforce_csrf_checks=True)
    expect(careful.post("/accounts/login/", {"login": "olga@example.org"}), 403)


def break_things(times=1):
    """Send a form to the server's application, whose table is gone."""
    client = visit()
    make_account("ada")
    sign_in(client, "ada@example.org")
    page = expect(client.get(FORM), 200).content.decode()
    token = re.search('name="form_token" value="([^"]+)"', page)[1]
    HIDDEN.append(token)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE directory_accessrequest")
    form = {"name": "Ada Lovelace", "email": "ada@example.org", "form_token": token}
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
    application = get_wsgi_application()
    for number in range(times):
        sender = RequestFactory(
            **client.defaults | {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}, HTTP_COOKIE=cookies
        )
        statuses = []
        answer = application(
            sender.post(f"{FORM}?q={QUERY}", form, secure=True).environ,
            lambda status, headers, statuses=statuses: statuses.append(status),
        )
        answer.close()
        assert statuses == ["500 Internal Server Error"]


def prepare():
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary")
    make_member("Beta")


def walk():
    read_publicly()
    client, secret = be_a_careless_owner()
    use_the_api(client)
    forget_the_password(secret)
    work_at_the_desk()
    be_an_attacker()
    call_command("worker", "--once")
    call_command("send_reminders")
    break_things()


def run(*words):
    prepare()
    if words:
        break_things(int(words[0]))
    else:
        walk()
    sys.stdout.write(f"HIDDEN {json.dumps(sorted(set(HIDDEN)))}\n")
