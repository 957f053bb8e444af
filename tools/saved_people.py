"""Requests that sign people in, and that add them to companies and remove them."""

import base64
import hashlib
import hmac
import re
import struct
import time

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client
from saved_acts import COMPANY, OPEN, OTHER, PASSWORD, PORTAL, rows


def accounts(saving, administrator):
    """Sign in staff and set up their authenticator apps; create the other accounts."""
    login = "/accounts/login/"
    saving.clients["forger"] = Client(enforce_csrf_checks=True)
    for address in (login, "/desk/", f"/members/{OPEN}/access/"):
        saving.ask("forger", "post", address, {"login": "x"})
    saving.send("admin", f"{login}?next=/desk/", login, login=administrator["EMAIL"], password="no")
    right = {"login": administrator["EMAIL"], "password": administrator["PASSWORD"]}
    saving.send("admin", login, **right)  # The address must be confirmed first.
    saving.send("admin", saving.link("/accounts/confirm-email/"))
    saving.get("admin", "/accounts/confirm-email/nonsense/")
    saving.send("admin", login, **right)
    enroll(saving, "admin")
    for name in ("staff", "enrolling", "stranger"):
        staff = {"is_staff": True} if name != "stranger" else {}
        email = f"{name}@example.org"
        user = get_user_model().objects.create_user(email, PASSWORD, name=name.title(), **staff)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        saving.send(name, login, login=email, password=PASSWORD)
    enroll(saving, "staff")
    saving.send("anonymous", "/accounts/password/reset/", email="stranger@example.org")
    shown = saving.get("anonymous", saving.link("/accounts/password/reset/key/"))
    there = shown.headers.get("Location") or shown.wsgi_request.path
    for chosen in ("short", "another long phrase"):
        saving.send("anonymous", there, password1=chosen, password2=chosen)
    saving.send("stranger", login, login="stranger@example.org", password="another long phrase")
    saving.send("anonymous", "/accounts/password/reset/", email="unknown@example.org")
    saving.send("anonymous", "/accounts/signup/", email="new@example.org", password1=PASSWORD)
    saving.clients.pop("anonymous")


def code_now(secret):
    """Return the code that an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1
    )
    found = digest.digest()
    number = struct.unpack(">I", found[found[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def enroll(saving, who):
    """Set up an authenticator app and use it in a later session."""
    saving.send(who, "/accounts/reauthenticate/", password=PASSWORD)
    secret = set_up_app(saving, who)
    saving.clock.forward(minutes=1)
    saving.send(who, "/accounts/logout/")
    saving.send(who, "/accounts/login/", login=f"{who}@example.org", password=PASSWORD)
    saving.send(who, "/accounts/2fa/authenticate/", code="000000")
    saving.send(who, "/accounts/2fa/authenticate/", code=code_now(secret))
    saving.get(who, "/desk/")


def set_up_app(saving, who):
    """Set up an authenticator app; return its secret."""
    page = "/accounts/2fa/totp/activate/"
    saving.send(who, page, code="000000")
    shown = saving.get(who, page)
    secret = re.search(r"\b[A-Z2-7]{32}\b", shown.content.decode())[0]
    saving.send_form(who, shown, page, {"code": code_now(secret)})
    return secret


def accept(saving, who):
    """Accept the last invitation by creating an account."""
    page = saving.link("/accounts/invitations/")
    saving.send(who, page, name="", password="short")
    saving.send(who, page, name=f"{who.title()} Ort", password=PASSWORD)
    saving.get(who, page)
    saving.get(who, "/portal/")


def people(saving):
    """Send invitations and access requests, with every outcome."""
    team = f"{PORTAL}/team/"
    saving.send("staff", team, email="nonsense")
    saving.send("staff", team, email="owner@example.org", role="owner")
    saving.send("staff", team, email="owner@example.org", role="owner")
    accept(saving, "owner")
    saving.send("owner", team, email="editor@example.org", role="editor")
    accept(saving, "editor")
    saving.send("owner", team, email="late@example.org", role="editor")
    late = saving.link("/accounts/invitations/")
    saving.get("stranger", late)
    key = rows("Invitation").get(email="late@example.org").pk
    saving.ask("owner", "post", f"{team}invitations/{key}/resend/")
    saving.clock.forward(days=1)
    saving.ask("owner", "post", f"{team}invitations/{key}/resend/")
    saving.get("anonymous", late)
    saving.ask("owner", "post", f"{team}invitations/{key}/withdraw/")
    saving.get("anonymous", saving.link("/accounts/invitations/"))
    saving.get("owner", team)
    many = "/desk/invitations/"
    for text, act in (
        ("company,email,role\nunknown,x,king\n", "check"),
        (f"company,email,role,name\n{OTHER},other@example.org,owner,Otto\n", "check"),
        (f"company,email,role,name\n{OTHER},other@example.org,owner,Otto\n", "send"),
    ):
        saving.send("staff", many, rows=text, act=act)
    accept(saving, "other")
    saving.send("owner", team, email="stranger@example.org", role="editor")
    saving.send("stranger", saving.link("/accounts/invitations/"))
    user = rows("Representative").get(user__email="stranger@example.org").pk
    for role in ("owner", "king", "editor"):
        saving.ask("owner", "post", f"{team}{user}/role/", {"role": role})
    saving.send("owner", f"{team}{user}/remove/")
    saving.send("owner", f"{team}leave/")  # The last owner can't leave.
    page = f"/members/{OPEN}/access/"
    saving.send("anonymous", page, name="", email="x")
    saving.ask("anonymous", "post", page, {"name": "Ana", "email": "ana@example.org"})
    saving.send("anonymous", page, name="Robot", email="robot@example.org", trap="x")
    for name in ("ana", "ben", "cleo"):
        saving.send(
            "anonymous", page, name=name, email=f"{name}@example.org", message="I work here."
        )
        if name != "cleo":
            saving.send("anonymous", saving.link("/access/"))
    saving.get("anonymous", saving.link("/access/"))
    saving.get("anonymous", "/access/nonsense/")
    saving.get("anonymous", f"/members/{COMPANY}/access/")
    saving.get("staff", "/desk/requests/")
    first, second = rows("AccessRequest").exclude(confirmed_at=None).values_list("pk", flat=True)
    saving.send("staff", f"/desk/requests/{first}/", "/decline/", reason="")
    saving.send("staff", f"/desk/requests/{first}/", "/decline/", reason="Ask your colleague.")
    saving.send("staff", f"/desk/requests/{second}/", "/invite/", role="editor")
    saving.send("staff", f"/desk/requests/{second}/", "/invite/", role="owner")
    saving.get("staff", f"/desk/requests/{second}/")


def own_account(saving):
    """Change the owner's account settings."""
    saving.clock.forward(minutes=10)
    saving.send("owner", "/accounts/reauthenticate/", password="wrong")
    saving.send("owner", "/accounts/reauthenticate/", password=PASSWORD)
    email = "/accounts/email/"
    for address in ("x", "editor@example.org", "third@example.org", "second@example.org"):
        saving.send("owner", email, email=address, action_add="")
    saving.send("owner", saving.link("/accounts/confirm-email/"))
    for act in ("action_primary", "action_remove", "action_send"):
        saving.send("owner", email, fields={"email": "second@example.org", act: ""})
    saving.send("owner", email, email="third@example.org", action_remove="")
    change = "/accounts/password/change/"
    saving.send("owner", change, oldpassword="wrong", password1="x")
    new = dict.fromkeys(("password1", "password2"), "quite another phrase")
    saving.send("owner", change, oldpassword=PASSWORD, **new)
    set_up_app(saving, "owner")
    for end in ("", "recovery-codes/", "recovery-codes/download/", "webauthn/", "webauthn/add/"):
        saving.get("owner", f"/accounts/2fa/{end}")
    for end in ("recovery-codes/generate/", "totp/deactivate/", "webauthn/add/"):
        saving.send("owner", f"/accounts/2fa/{end}")
    saving.send("owner", "/accounts/sessions/")
    saving.get("owner", "/accounts/sessions/")
    for _ in range(12):  # until the rate limit refuses it
        saving.send("anonymous", "/accounts/login/", login="owner@example.org", password="wrong")
