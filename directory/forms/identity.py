"""Who the company is: names, place, founding, owner; for staff its kind, address and membership."""

from directory.document.structure import PARENT_KEYS
from directory.forms.bound_section import add_blank_choice
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
STAFF_FIELD_LABELS = {
    "slug": "Profile URL",
    "kind": "Company type",
    "membership": "Membership",
    "member_since": "Member since",
    "member_until": "Member until",
    "successor": "Now part of",
}
UNCITED_STAFF_FIELDS = {"slug", "kind"}
IDENTITY_LABELS = {
    "name": "Name",
    "legal_name": "Legal name",
    "website": "Website",
    "headquarters": "Headquarters",
    "founded": "Year founded",
    "reports_trials": "Conducts clinical trials",
}
REPORTS_TRIALS_CHOICES = (("true", "Yes"), ("false", "No, trial counts don't apply"))


def read_posted_identity(posted, before, *, staff):
    """The fields of this section, as posted."""
    changes = {key: posted.text(key) for key in ("name", "legal_name")}
    changes["website"] = posted.value("website")
    changes["headquarters"] = {
        key: posted.value(f"headquarters.{key}") for key in ("city", "country")
    }
    changes["founded"] = posted.number("founded")
    changes["parent"] = read_posted_parent(posted)
    changes["reports_trials"] = posted.text("reports_trials") != "false"
    return changes | (read_posted_staff_fields(posted, before) if staff else {})


def read_posted_parent(posted):
    """The owner; None without a name, whatever else stands there."""
    parent = {
        "name": posted.text("parent.name"),
        "slug": parse_profile_slug(posted.text("parent.slug")),
        "as_of": posted.value("parent.as_of"),
        "source_url": posted.text("parent.source_url"),
    }
    return {key: parent[key] for key in PARENT_KEYS} if parent["name"] else None


def read_posted_staff_fields(posted, before):
    """What staff alone may change, where the form had it."""
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
    """The slug in the address of a profile, or what was typed; None for nothing."""
    return clean_text(text.partition("/members/")[2].strip("/") or text) or None


def show_identity(sheet):
    """The controls of this section."""
    countries = add_blank_choice(sheet.vocabulary.countries)
    return {
        "who": [
            sheet.control("name", "Name", hint="The name the company is known by.", limit=200),
            sheet.control(
                "legal_name",
                "Legal name (optional)",
                hint="The registered name, if it differs from the name above.",
                limit=200,
            ),
            sheet.control(
                "website",
                "Website (optional)",
                kind="url",
                hint="The full URL, such as https://www.example.com.",
            ),
            sheet.control(
                "founded",
                "Year founded (optional)",
                size="small",
                hint="The year only, such as 1998.",
            ),
        ],
        "place": [
            sheet.control("headquarters.city", "Headquarters: city (optional)", limit=100),
            sheet.control(
                "headquarters.country", "Headquarters: country (optional)", choices=countries
            ),
        ],
        "trials": sheet.control(
            "reports_trials",
            "Does the company conduct clinical trials?",
            choices=REPORTS_TRIALS_CHOICES,
        ),
        "parent": show_parent(sheet),
        "owned": bool(sheet.value("parent")),
        "staff": show_staff_fields(sheet) if sheet.staff else [],
    }


def show_parent(sheet):
    """The controls of the owner."""
    sheet.anchor("parent", "parent.name", "Owner")
    return [
        sheet.control("parent.name", "Owner's name", limit=200),
        sheet.control(
            "parent.slug",
            "Owner's profile in this directory (optional)",
            hint="The profile's URL or its last part, such as example-research.",
        ),
        sheet.control("parent.as_of", "As of", kind="date"),
        sheet.control("parent.source_url", "Source URL", kind="url"),
    ]


def show_staff_fields(sheet):
    """The controls of what staff alone may change."""
    vocabulary = sheet.vocabulary
    return [
        sheet.control(
            "slug",
            STAFF_FIELD_LABELS["slug"],
            hint="The last part of the URL, such as example-research. Old URLs will redirect.",
        ),
        sheet.control("kind", STAFF_FIELD_LABELS["kind"], choices=vocabulary.kinds.items()),
        sheet.control(
            "membership", STAFF_FIELD_LABELS["membership"], choices=vocabulary.memberships.items()
        ),
        sheet.control("member_since", STAFF_FIELD_LABELS["member_since"], kind="date"),
        sheet.control("member_until", STAFF_FIELD_LABELS["member_until"], kind="date"),
        sheet.control(
            "successor",
            STAFF_FIELD_LABELS["successor"],
            hint="The successor's profile URL or its last part.",
        ),
    ]


def list_citable_identity(sheet):
    """What a source of this section may show."""
    return IDENTITY_LABELS | {
        key: label for key, label in STAFF_FIELD_LABELS.items() if key not in UNCITED_STAFF_FIELDS
    }
