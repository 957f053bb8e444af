"""The company's identity: names, location, founding, owner; for staff also kind and membership."""

from directory.document.labels import FIELD_LABELS
from directory.document.structure import PARENT_KEYS, STAFF_KEYS
from directory.forms.bound_section import add_blank_choice
from directory.forms.former_name import read_kept_name, show_kept_name
from directory.terms import CITY_LIMIT, NAME_LIMIT
from directory.text import clean_text

IDENTITY_FIELDS = (
    "slug",
    "kind",
    "name",
    "legal_name",
    "website",
    "headquarters",
    "founded",
    "parent",
)
IDENTITY_FIELDS += ("reports_trials", "membership", "member_since", "member_until", "successor")
STAFF_FIELD_LABELS = {key: FIELD_LABELS[key] for key in STAFF_KEYS}
UNCITED_STAFF_FIELDS = {"slug", "kind"}
IDENTITY_LABELS = {
    key: FIELD_LABELS[key] for key in ("name", "legal_name", "website", "headquarters")
} | {"founded": "Year founded", "reports_trials": FIELD_LABELS["reports_trials"]}
REPORTS_TRIALS_CHOICES = (("true", "Yes"), ("false", "No, trial counts don’t apply"))


def read_posted_identity(posted, before, *, staff):
    """Return the fields of this section as posted."""
    changes = {key: posted.text(key) for key in ("name", "legal_name")}
    changes["website"] = posted.value("website")
    changes["headquarters"] = {
        key: posted.value(f"headquarters.{key}") for key in ("city", "country")
    }
    changes["founded"] = posted.year("founded")
    changes["parent"] = read_posted_parent(posted, before.get("parent"))
    changes["reports_trials"] = posted.text("reports_trials") != "false"
    changes |= read_kept_name(posted, before, changes["name"])
    return changes | (read_posted_staff_fields(posted, before) if staff else {})


def read_posted_parent(posted, before):
    """Return the owner, None if it is empty or if the name it had `before` was removed.

    Other parts without a name are kept, for the validator to report.
    """
    parent = {
        "name": posted.text("parent.name"),
        "slug": parse_profile_slug(posted.text("parent.slug")),
        "as_of": posted.value("parent.as_of"),
        "source_url": posted.text("parent.source_url"),
    }
    had_name = isinstance(before, dict) and bool(before.get("name"))
    is_owner = parent["name"] or (any(parent.values()) and not had_name)
    return {key: parent[key] for key in PARENT_KEYS} if is_owner else None


def read_posted_staff_fields(posted, before):
    """Return the fields that only staff may change, if the form had them."""
    changes = {
        "slug": posted.text("slug"),
        "kind": posted.value("kind"),
        "membership": posted.text("membership"),
        "member_since": posted.value("member_since"),
        "member_until": posted.value("member_until"),
        "successor": parse_profile_slug(posted.text("successor")),
    }
    return {key: value for key, value in changes.items() if key in posted}


def parse_profile_slug(text):
    """Return the slug in a profile's URL, or the submitted value; None if empty."""
    return clean_text(text.partition("/members/")[2].strip("/") or text) or None


def show_identity(bound):
    """Return the controls of this section."""
    return {
        "who": [
            bound.control("name", "Name", hint="The name the company goes by.", limit=NAME_LIMIT),
            bound.control(
                "legal_name",
                "Legal name (optional)",
                hint="The registered name, if it differs from the name above.",
                limit=NAME_LIMIT,
            ),
            bound.control(
                "website",
                "Website (optional)",
                kind="url",
                hint="The full URL, such as https://www.example.com.",
            ),
            bound.control(
                "founded",
                "Year founded (optional)",
                size="small",
                hint="The year only, such as 1998.",
            ),
        ],
        "former_name": show_kept_name(bound),
        "place": show_headquarters(bound),
        "trials": bound.control(
            "reports_trials",
            "Does the company conduct clinical trials?",
            choices=REPORTS_TRIALS_CHOICES,
        ),
        "parent": show_parent(bound),
        "owned": bool(bound.value("parent")),
        "staff": show_staff_fields(bound) if bound.staff else [],
    }


def show_headquarters(bound):
    """Return the controls of the headquarters."""
    countries = add_blank_choice(bound.vocabulary.countries)
    return [
        bound.control("headquarters.city", "Headquarters: city (optional)", limit=CITY_LIMIT),
        bound.control(
            "headquarters.country", "Headquarters: country (optional)", choices=countries
        ),
    ]


def show_parent(bound):
    """Return the controls of the owner."""
    bound.anchor("parent", "parent.name", "Owner")
    return [
        bound.control("parent.name", "Owner’s name", limit=NAME_LIMIT),
        bound.control(
            "parent.slug",
            "Owner’s profile in this directory (optional)",
            hint="The profile’s URL or its last part, such as example-research.",
        ),
        bound.control("parent.as_of", "As of (optional)", kind="date"),
        bound.control("parent.source_url", "Source URL (optional)", kind="url"),
    ]


def show_staff_fields(bound):
    """Return the controls of the fields that only staff may change."""
    vocabulary = bound.vocabulary
    return [
        bound.control(
            "slug",
            STAFF_FIELD_LABELS["slug"],
            hint="The last part of the URL, such as example-research. Old URLs will redirect.",
        ),
        bound.control("kind", STAFF_FIELD_LABELS["kind"], choices=vocabulary.kinds.items()),
        bound.control(
            "membership", STAFF_FIELD_LABELS["membership"], choices=vocabulary.memberships.items()
        ),
        bound.control(
            "member_since", f"{STAFF_FIELD_LABELS['member_since']} (optional)", kind="date"
        ),
        bound.control(
            "member_until", f"{STAFF_FIELD_LABELS['member_until']} (optional)", kind="date"
        ),
        bound.control(
            "successor",
            f"{STAFF_FIELD_LABELS['successor']} (optional)",
            hint="The successor’s profile URL or its last part.",
        ),
    ]


def list_citable_identity(bound):
    """Return the citation keys of this section, with labels."""
    return IDENTITY_LABELS | {
        key: label for key, label in STAFF_FIELD_LABELS.items() if key not in UNCITED_STAFF_FIELDS
    }
