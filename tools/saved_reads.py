"""Requests for every page and page part of the sample directory, in every role."""

from django.urls import get_resolver, reverse
from saved_acts import COMPANY, OPEN, PROFILE, ROLES, names, revision, rows

PUBLIC = """
/ /members/fortrea/ /members/kendle/ /members/medidata/ /members/chiltern/ /members/unknown/
/members/Fortrea/ /members/fortrea /members/fortrea/history/ /members/fortrea/history/?page=2
/members/fortrea/history/?page=x /members/fortrea/picture.png /members/iqvia/ /members/icon/
/countries/ /countries/DE/ /countries/de/ /countries/XX/ /countries/AQ/ /services/
/services/clinical-monitoring/ /services/nothing/ /areas/ /areas/oncology/ /areas/pediatrics/
/areas/nothing/ /about/ /about/issues/ /about/history/ /about/statistics/
/about/people-and-committees/ /about/stay-connected/ /about/good-clinical-practice/
/about/responsible-ai/ /about/nothing/ /stay-connected/ /feeds/members.atom
/feeds/members.atom?country=DE /feeds/members.atom?country=XX /feeds/members.atom?page=2
/feeds/members.atom?q=icon /sitemap.xml /sitemap-members.xml /sitemap-browse.xml
/sitemap-about.xml /sitemap-pages.xml /sitemap-x.xml /robots.txt /site.webmanifest /favicon.ico
/picture.png /apple-touch-icon.png /icon-192.png /icon-512.png /healthz /readyz /styleguide/
/nowhere/ /members/?utm_source=x /members?q=a /portal/ /desk/ /admin/ /members/fortrea/?x=1
""".split()
SEARCHES = """
q=kendle q=kendel q=iqvia+oncology q=xyzzyx q=phase+2+monitoring+germany q=clinical&exact=true
q= q=%00 q=%FF q=a q=monitoring+in+asia q=covance&merged=true country=DE country=DE&country=FR
country_all=DE&country_all=FR country=XX country=de region=europe region=nowhere hq=US hq=US&hq=GB
service=clinical-monitoring service=clinical-monitoring&service=rtsm service=nothing
service_all=clinical-monitoring&service_all=medical-writing area=oncology
area_all=oncology&area_all=neurology
modality=drug modality=device kind=cro kind=technology kind=x phase=PHASE1 phase=PHASE2&phase=PHASE3
phase_all=PHASE2&phase_all=PHASE3 trials_min=100 trials_max=1000 trials_min=x
trials_min=10&trials_max=5
founded_min=1990&founded_max=2005 employees_min=1000 employees_max=10000 employees_min=-1
verified=true verified=false verified=perhaps membership=current membership=former
membership=unconfirmed&membership=former merged=true merged=false merged=true&merged=false
updated_since=2026-01-01 updated_since=2026-03-02T00:00:00Z updated_since=yesterday ordering=name
ordering=-name ordering=trials ordering=-trials ordering=countries ordering=-countries
ordering=updated ordering=-updated ordering=founded ordering=-founded ordering=relevance&q=icon
ordering=x page=2 page=99 page=0 page=x page=2&ordering=-name nonsense=1 q=one&q=two
country=DE&service=clinical-monitoring&area=oncology&phase=PHASE3&ordering=-trials
""".split()
API_ONLY = """
include=facets include=facets&q=oncology include=x fields=slug,name fields=slug&fields=trials
fields=x omit=summary,trials page_size=5 page_size=5&page=2 page_size=101 page_size=0
page_size=1&include=facets&country=DE q=pharma&fields=slug,matched
""".split()
VOCABULARY = {
    "countries": "DE",
    "regions": "europe",
    "services": "clinical-monitoring",
    "areas": "oncology",
    "modalities": "drug",
    "phases": "PHASE1",
}


def public_pages(saving):
    """Request the public pages, with other methods and with a cached copy, too."""
    for address in PUBLIC:
        saving.get("anonymous", address)
    for address in (
        "/",
        "/members/fortrea/",
        "/members/?q=icon",
        "/robots.txt",
        "/feeds/members.atom",
    ):
        tag = saving.get("anonymous", address).get("ETag")
        for value in (tag, f"W/{tag}", '"another"', "*"):
            saving.get("anonymous", address, If_None_Match=value)
        saving.get("anonymous", address, If_Match='"another"')
        saving.get("anonymous", address, Accept_Encoding="gzip")
        for method in ("head", "options", "post", "put"):
            saving.ask("anonymous", method, address)
    saving.get("anonymous", "/members/", Host="elsewhere.example")


def searches(saving):
    """Request search results as a page, as the parts that htmx requests, and as data."""
    site = "http://testserver/members/"
    for query in SEARCHES:
        saving.get("anonymous", f"/members/?{query}")
        saving.get("anonymous", f"/api/v1/members/?{query}")
        saving.get("anonymous", f"/api/v1/members/facets/?{query}")
        saving.get("anonymous", f"/feeds/members.atom?{query}")
    for query in (*SEARCHES[:12], "country=DE&q=", "page=99", "trials_min=x", ""):
        for trigger in ("q", "typing-rests", "search", None):
            for current in (site, f"{site}?q=ken", f"{site}?{query}"):
                part = {"HX_Request": "true", "HX_Target": "results", "HX_Current_URL": current}
                part |= {"HX_Trigger": trigger} if trigger else {}
                saving.get("anonymous", f"/members/?{query}", **part)
    for query in API_ONLY:
        saving.get("anonymous", f"/api/v1/members/?{query}")
        saving.get("anonymous", f"/api/v1/members/facets/?{query}")
    for typed in ("", "q=", "q=ken", "q=onc", "q=ger", "q=xyzzyx", "q=iqva", "q=a&x=1", "q=%00"):
        saving.get("anonymous", f"/api/v1/suggest/?{typed}")
        saving.clock.forward(seconds=5)


def api_reads(saving):
    """Read the API without a token."""
    listed = saving.get("anonymous", f"{PROFILE}revisions/").json()["results"]
    more = [
        f"/api/v1/revisions/{listed[0]['id']}/",
        f"/api/v1/revisions/{'0' * 8}-0000-4000-8000-{'0' * 12}/",
    ]
    for name, key in VOCABULARY.items():
        more += [f"/api/v1/{name}/{end}" for end in ("", f"{key}/", "nothing/", "?page=2", "?x=1")]
    for end in """
        . members/fortrea/ members/kendle/ members/unknown/ members/fortrea/?fields=slug,profile
        members/fortrea/?omit=profile members/fortrea/?fields=x members/fortrea/revisions/?page=9
        members/fortrea/revisions/?page=x members/unknown/revisions/ about/ pages/ pages/history/
        pages/responsible-ai/ pages/nothing/ version/ schema/ docs/ nowhere/ members/fortrea
        about/?x=1 version/?format=json
    """.split():
        more.append(f"/api/v1/{end.removeprefix('.')}")
    for address in more:
        tag = saving.get("anonymous", address, Origin="https://elsewhere.example").get("ETag")
        if tag:
            saving.get("anonymous", address, If_None_Match=tag)
        saving.ask("anonymous", "options", address)
        saving.ask("anonymous", "head", address)
        saving.ask("anonymous", "post", address, {}, content_type="application/json")
        saving.get("anonymous", address, Accept="text/html")
    preflight = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    saving.ask("anonymous", "options", "/api/v1/members/", headers=preflight)
    for address in ("/api/v1/schema/", "/api/v1/members/", PROFILE):
        for accept in ("application/json", "application/vnd.oai.openapi+json", "text/csv", "*/*"):
            saving.get("anonymous", address, Accept=accept)
        saving.get("anonymous", address, Authorization="Token nonsense")


def every_address(saving):
    """Request every URL in every role."""
    things = {
        "slug": COMPANY, "code": "DE", "pk": revision(state="submitted"),
        "id": revision(number=1), "number": 1, "section": "identity",
        "revision": revision(state="rejected"), "digest": "0" * 64,
        "token": "nonsense", "signed": "a:b:c", "uidb36": "1", "key": "none",
    }  # fmt: skip
    person = rows("Representative").get(user__email="editor@example.org").pk
    others = {
        "service-detail": "clinical-monitoring", "area-detail": "oncology",
        "page-detail": "history",
        "api:page-detail": "history", "sitemap-section": "browse", "member-access": OPEN,
        "member-access-sent": OPEN, "portal-role": person, "portal-remove": person,
        "portal-resend": 1, "portal-withdraw-invitation": 1,
        "desk-request": rows("AccessRequest").first().pk,
        "portal-token-revoke": rows("Token").filter(kind="write").first().token_key,
        "desk-token-revoke": rows("Token").filter(kind="read").first().token_key,
    } | {f"api:{name}-detail": key for name, key in VOCABULARY.items()}  # fmt: skip
    for name, arguments in sorted(names(get_resolver().url_patterns)):
        if name.startswith("admin:"):
            continue
        given = {key: things.get(key) for key in arguments}
        if name in others:
            given |= dict.fromkeys(list(given)[-1:], others[name])
        if {"request" in name, given.get("key")} == {True, "none"}:
            given["key"] = others["desk-request"]
        if "webauthn" in name and given:
            given = {"pk": 7}
        address = reverse(name, kwargs=given)
        for who in ROLES:
            saving.get(who, address)
        for method in ("post", "put"):
            saving.ask("anonymous", method, address, {})


def records(saving):
    """Request the admin's read-only pages; make a user staff as a superuser."""
    for who in ("admin", "staff", "owner", "enrolling"):
        for end in (
            "",
            "directory/",
            "login/",
            "logout/",
            "jsi18n/",
            "password_change/",
            "nonsense/",
        ):
            saving.get(who, f"/admin/{end}")
        for model in ("Member", "Revision", "Decision", "Representative", "Invitation", "User"):
            page = f"/admin/directory/{model.lower()}/"
            first = rows(model).order_by("pk").first().pk
            for end in (
                "",
                "?q=e",
                "?o=-1",
                "add/",
                f"{first}/change/",
                f"{first}/history/",
                f"{first}/delete/",
            ):
                saving.get(who, page + end)
    user = rows("User").get(email="stranger@example.org").pk
    page = f"/admin/directory/user/{user}/change/"
    saving.send("admin", page, name="No stranger", is_staff="on")
    saving.get("stranger", "/desk/")
    saving.send("admin", page, is_active=None)
    again = {"login": "stranger@example.org", "password": "another long phrase"}
    saving.send("stranger", "/accounts/login/", **again)
    saving.get("admin", page.replace("change", "history"))


def too_often(saving):
    """Send requests until the rate limits refuse them."""
    for _ in range(32):
        saving.clock.now -= 1
        saving.get("anonymous", "/api/v1/suggest/?q=a")
    for _ in range(12):
        page = f"/members/{OPEN}/access/"
        saving.send("anonymous", page, name="Dan", email="dan@example.org")
