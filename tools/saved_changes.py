"""Requests by which companies, programs, and staff change the directory, with every outcome."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from saved_acts import (
    COMPANY,
    MOVED,
    OTHER,
    PORTAL,
    PROFILE,
    ROOT,
    edit,
    pages,
    paste,
    patch,
    revision,
    rows,
    submit,
)


def drafts(saving):
    """Edit a draft with invalid and valid values in every section."""
    pages(saving, "owner")
    edit(saving, "owner", "text", summary="x" * 400, description="# One\n\n<b>two</b> *three*")
    edit(saving, "owner", "text", summary="Runs trials.", autosave="1")
    edit(saving, "owner", "text", summary="Runs many trials.", next="")
    edit(saving, "owner", "identity", founded="soon", website="nonsense", **{"parent.as_of": "x"})
    saving.get("owner", f"{PORTAL}/preview/")
    saving.send("owner", f"{PORTAL}/submit/", message="Too early")
    website = {"website": "https://www.fortrea.example/", "founded": "2023"}
    edit(saving, "owner", "identity", **website, **{"parent.as_of": ""})
    name = {"name": "Fortrea Labs", "type": "alias", "until": ""}
    edit(
        saving, "owner", "names", **{f"other_names[2].{key}": value for key, value in name.items()}
    )
    edit(saving, "owner", "countries", add=["FR", "JP"], **{"added.kind": "office"})
    edit(saving, "owner", "services", areas=["oncology", "nothing"], phases=["PHASE2"])
    edit(saving, "owner", "services", areas=["oncology", "neurology"], phases=["PHASE2", "PHASE3"])
    count = {"trials": "1,200", "measure": "worked_on", "basis": "company", "as_of": "2025"}
    rows_of = {f"trial_counts[2].{key}": value for key, value in count.items()}
    edit(
        saving,
        "owner",
        "figures",
        **rows_of,
        **{"employees.count": "18000", "employees.as_of": "2025"},
    )
    block = "Trials\tCountry\tPhase\n12\tGermany\tII\n7\tFrance\tIII"
    paste(saving, "owner", block, **{"pasted.as_of": "2025"})
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(picture, "PNG")
    for content in (b"no picture", picture.getvalue()):
        file = SimpleUploadedFile("logo.png", content, "image/png")
        edit(saving, "owner", "links", logo=file, **{"logo.alt": "Fortrea"})
    edit(
        saving, "owner", "links", **{"links[0].url": "https://x.example/f", "identifiers.lei": "x"}
    )
    edit(saving, "owner", "links", **{"links[0].url": "", "identifiers.lei": ""})
    pages(saving, "owner")
    edit(saving, "editor", "text", summary="The editor says this.")
    for block in ("DE\t12\nNowhere\tx", "What\tEver\n1\t2", "Trials;Country\n1.200;Atlantis"):
        paste(saving, "editor", block)
    pages(saving, "editor")
    saving.send("editor", f"{PORTAL}/discard/")
    if logo := re.search(
        r"/logos/\w+\.png", saving.get("owner", f"{PORTAL}/preview/").content.decode()
    ):
        saving.get("anonymous", logo[0])


def review(saving):
    """Submit, withdraw, reject, reopen, edit, and approve changes."""
    submit(saving, "owner", message="Our first change.")
    pages(saving, "owner"), pages(saving, "editor")
    saving.send("editor", f"{PORTAL}/withdraw/")
    submit(saving, "owner", message="Again.")
    page = f"/desk/revisions/{revision(state='submitted')}/"
    for address in ("/desk/", page, f"/desk/members/{COMPANY}/", f"{PORTAL}/"):
        saving.get("staff", address)
    saving.send("staff", page, "/reject/", note="")
    saving.send("staff", page, "/reject/", note="The count of trials needs a source.")
    saving.get("staff", page)
    pages(saving, "owner")
    saving.send("owner", f"{PORTAL}/take-up/{revision(state='rejected')}/")
    submit(saving, "owner", message="Corrected.")
    page = f"/desk/revisions/{revision(state='submitted')}/"
    edit(saving, "editor", "text", summary="Meanwhile another draft.")
    saving.send("staff", page, "/approve/", sent="stale")
    saving.send("staff", page, "/approve/", note="Thank you.")
    saving.send("staff", page, "/look-at/")
    saving.get("editor", f"{PORTAL}/submit/")
    saving.send("editor", f"{PORTAL}/merge/")
    saving.send("editor", f"{PORTAL}/merge/", fields={"side-0": "ours"})
    submit(saving, "editor")
    page = f"/desk/revisions/{revision(state='submitted')}/"
    saving.send("staff", page, "/edit/")
    saving.get("staff", page)
    edit(saving, "staff", "text", summary="Meanwhile another draft, corrected.")
    saving.send("staff", page, "/approve/", having="edited", note="Corrected a word.")
    saving.get("staff", page)
    edit(saving, "staff", "identity", legal_name="Fortrea Holdings, by staff")
    pages(saving, "staff")
    submit(saving, "staff", message="By staff.")


def at_once(saving):
    """Publish as a trusted company; as staff, mark as reviewed, withhold, and show again."""
    page = f"/desk/members/{COMPANY}/"
    saving.send("staff", page, "/trust/", reason="")
    saving.send("staff", page, "/trust/", reason="They know what they do.")
    saving.send("staff", page, "/trust/", reason="Twice.")
    saving.get("owner", f"{PORTAL}/submit/")
    edit(saving, "owner", "text", summary="Published at once.")
    submit(saving, "owner")
    saving.get("staff", "/desk/")
    page = f"/desk/revisions/{revision(state='published')}/"
    saving.send("staff", page, "/look-at/")
    for verb, reason in (("withhold", ""), ("withhold", "A secret."), ("show", "It is none.")):
        saving.get("staff", page)
        saving.ask("staff", "post", f"{page}{verb}/", {"reason": reason})
        for address in (
            f"/members/{COMPANY}/history/",
            f"{PROFILE}revisions/",
            f"{PORTAL}/history/",
        ):
            saving.get("editor", address)
    for number in (1, 99):
        saving.send("owner", f"{PORTAL}/history/{number}/restore/")
    pages(saving, "owner")
    saving.send("owner", f"{PORTAL}/discard/")
    edit(saving, "editor", "text", summary="A colleague's words.")
    submit(saving, "editor")
    saving.send("editor", f"{PORTAL}/confirm/")
    for address in (
        f"/members/{COMPANY}/",
        PROFILE,
        "/members/?verified=true",
        "/feeds/members.atom",
    ):
        saving.get("anonymous", address)


def conflicts(saving):
    """Change one value as two people: in the form, before submitting, and at the desk."""
    page = f"{PORTAL}/edit/text/"
    opened = saving.get("editor", page)
    edit(saving, "owner", "text", summary="What the owner says.")
    submit(saving, "owner")
    for more in ({"autosave": "1"}, {}, {"forget": "1"}):
        saving.send_form("editor", opened, page, {"summary": "What the editor says."} | more)
    edit(saving, "editor", "text", summary="What the editor says.")
    edit(saving, "owner", "text", summary="What the owner says now.")
    submit(saving, "owner")
    pages(saving, "editor")
    saving.send("editor", f"{PORTAL}/merge/")
    saving.send("editor", f"{PORTAL}/merge/", fields={"side-0": "ours"})
    saving.send("staff", f"/desk/members/{COMPANY}/", "/distrust/", reason="For now.")
    submit(saving, "editor", message="Ours.")
    edit(saving, "staff", "text", summary="What the staff say.")
    submit(saving, "staff")
    page = f"/desk/revisions/{revision(state='submitted')}/"
    saving.send("staff", page, "/approve/")
    saving.send("staff", page, "/edit/")
    saving.send("staff", page, "/approve/", fields={"side-0": "ours"})
    signed_out = saving.get("editor", f"{PORTAL}/edit/identity/")
    saving.send_form("anonymous", signed_out, f"{PORTAL}/edit/identity/", {"legal_name": "Lost?"})


def tokens(saving):
    """Create write tokens and a read token, and revoke one."""
    saving.keys = {}
    for who, page in (
        ("owner", f"{PORTAL}/tokens/new/"),
        ("other", f"/portal/{OTHER}/tokens/new/"),
        ("staff", "/desk/tokens/new/"),
    ):
        saving.send(who, page, name="")
        made = saving.send(who, page, name="Nightly sync", days="30")
        saving.keys[who] = re.search(r"acro_\w+", made.content.decode())[0]
        saving.send(who, page, name="Nightly sync", days="30")
        saving.send(who, page, name="Another", days="90")
        saving.get(who, page.removesuffix("new/"))
    key = rows("Token").get(name="Another", representation__member__slug=COMPANY).token_key
    saving.send("owner", f"{PORTAL}/tokens/{key}/revoke/")
    saving.get("owner", f"{PORTAL}/tokens/{key}/revoke/")


def patches(saving):
    """Send patches to the API, with every outcome."""
    tag = saving.get("program", PROFILE)["ETag"]
    now = {"If_Match": tag}
    for key in (None, "nonsense", "other", "staff"):
        patch(saving, {"founded": 2022}, key, **now)
    patch(saving, {}, address="/api/v1/members/nobody/", **now)
    patch(saving, {}, form="application/json", **now)
    patch(saving, {})
    patch(saving, {}, If_Match='"another"')
    for body in (
        "{", "[]", '"x"', '{"a": 1, "a": 2}', {"nonsense": 1}, {"founded": "soon"}, {"name": ""},
        {"kind": "technology"}, {"slug": "x"}, {"membership": {"state": "current"}},
        {"countries": [{"code": "XX", "kind": "office"}]}, {"summary": "x" * 400},
        {"summary": "\0"}, {"trial_counts": [{"trials": -1}]},
        {"logo": {"sha256": "0" * 64, "alt": "x"}}, "x" * 3_000_000, {}, {"kind": "cro"},
    ):  # fmt: skip
        patch(saving, body, **now)
    patch(saving, {"founded": 2022}, address=f"{PROFILE}?message=By+program", If_Match=tag)
    patch(saving, {"founded": 2021}, **now)
    patch(saving, {"founded": 2021}, address=f"{PROFILE}?nonsense=1", **now)
    waiting = f"/api/v1/revisions/{revision(state='submitted')}/"
    token = {"Authorization": f"Token {saving.keys['owner']}"}
    for address in (
        waiting,
        PROFILE,
        "/api/v1/members/",
        "/api/v1/suggest/?q=a",
        "/api/v1/schema/",
    ):
        saving.get("program", address, **token)
        saving.get("program", address, Authorization=f"Token {saving.keys['staff']}")
    saving.get("program", waiting)
    saving.get("staff", f"/desk/revisions/{revision(state='submitted')}/")
    saving.send("owner", f"{PORTAL}/withdraw/")
    saving.send("staff", f"/desk/members/{COMPANY}/", "/trust/", reason="Again.")
    sent = patch(saving, {"founded": 2020}, If_Match="*")
    patch(saving, {"founded": 2019, "employees": None}, If_Match=sent.get("ETag", ""))
    patch(saving, {"founded": 2018}, If_Match=sent.get("ETag", ""))
    saving.ask("program", "delete", PROFILE, headers=token)
    saving.ask("program", "options", PROFILE, headers=token)


def desk(saving):
    """Request the lists of the desk; change a company's URL as staff."""
    for query in ("", "?q=icon", "?q=xyzzyx", "?page=2", "?page=99", "?page=x", "?show=x"):
        saving.get("staff", f"/desk/members/{query}")
    for shown in ("all", "stale", "unowned", "trusted", "draft", "archived"):
        saving.get("staff", f"/desk/members/?show={shown}")
    for address in ("/desk/", "/desk/members/nobody/", "/desk/tokens/", f"/desk/members/{OTHER}/"):
        saving.get("staff", address)
    page = f"/portal/{OTHER}/edit/identity/"
    saving.send("staff", page, slug="med-pace", membership="current")
    saving.send("staff", f"/portal/{OTHER}/submit/")
    for end in ("", "picture.png", "history/"):
        saving.get("anonymous", f"/members/{OTHER}/{end}")
        saving.get("anonymous", f"/members/med-pace/{end}")
    for address in (
        f"/api/v1/members/{OTHER}/",
        "/members/?membership=current",
        f"/portal/{OTHER}/",
    ):
        saving.get("staff", address)
    saving.send("owner", f"{PORTAL}/discard/")  # the draft of the patches
    edit(saving, "owner", "text", summary="This waits.")
    saving.send("staff", f"/desk/members/{COMPANY}/", "/distrust/", reason="To have one waiting.")
    submit(saving, "owner")


def archive(saving):
    """Archive one company; archive and restore another whose URL changed."""
    saving.send("staff", f"/desk/members/{COMPANY}/", "/archive/", reason="By their wish.")
    page = f"/desk/members/{MOVED}/"
    for verb in ("archive", "unarchive"):
        saving.send("staff", page, f"/{verb}/", reason="")
        saving.send("staff", page, f"/{verb}/", reason="By their wish.")
        for end in ("", "history/", "picture.png", "access/"):
            saving.get("anonymous", f"/members/{MOVED}/{end}")
            saving.get("anonymous", f"/members/{OTHER}/{end}")
        profile = f"/api/v1/members/{MOVED}/"
        for address in (
            profile,
            f"{profile}revisions/",
            "/members/?q=medpace",
            "/sitemap-members.xml",
        ):
            saving.get("anonymous", address)
        for end in ("", "edit/text/", "submit/", "confirm/", "history/", "team/"):
            saving.get("other", f"/portal/{MOVED}/{end}")
        patch(saving, {"founded": 1991 + len(verb)}, "other", profile, If_Match="*")
        saving.get("staff", page)


def later(saving):
    """Run the commands, and send the reminders that are due after a year."""
    written, fixture = saving.folder / "written.jsonl", ROOT / "fixtures" / "members.jsonl"
    lines = [line for line in fixture.read_text().splitlines() if f'"{OTHER}"' not in line]
    changed = [lines[0].replace('"name": "', '"name": "The '), '{"slug": "x"}', "{", *lines[1:3]]
    saving.command("export_members", file=written)
    for command, rows_of in (
        ("import_members", changed),
        ("import_members", [changed[0], *lines[1:3]]),
    ):
        written.write_text("\n".join(rows_of))
        saving.command(command, file=written)
    saving.command("import_members", str(fixture))
    for name in ("load_vocabulary", "load_about", "load_sample", "check"):
        saving.command(name)
    saving.command("makemigrations", "--check", "--dry-run")
    saving.command("make_demo", "--members=3")
    saving.command("worker", "--once")
    saving.command("send_reminders", "--dry-run")
    for days in (340, 31, 31):
        saving.clock.forward(days=days)
        saving.command("send_reminders")
        for address in (f"/members/{COMPANY}/", "/members/icon/", "/"):
            saving.get("anonymous", address)
    page = saving.link("/portal/still-right/")
    saving.send("anonymous", page)
    saving.get("anonymous", page)
    saving.get("anonymous", "/portal/still-right/a:b:c/")
    saving.clock.forward(days=400)
    for address in (page, f"{PORTAL}/", f"/members/{COMPANY}/", PROFILE):
        saving.get("owner", address)
    patch(saving, {"founded": 2016}, If_Match="*")
