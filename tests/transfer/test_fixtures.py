import json
import shutil
from collections import Counter

import pytest
from factories import empty_the_directory, make_member, republish

from directory.models import Change, DirectoryState, Member, Service
from directory.transfer.fixtures import (
    FIXTURES_FOLDER,
    SampleRefusedError,
    load_sample,
    load_vocabulary,
)
from directory.workflow import publishing


@pytest.fixture
def folder(tmp_path):
    for name in ("countries.json", "taxonomy.json"):
        shutil.copy(FIXTURES_FOLDER / name, tmp_path / name)
    return tmp_path


def test_loading_again_changes_nothing(sample):
    before = DirectoryState.objects.now()

    counts = load_vocabulary()
    report = load_sample()

    assert set(counts) == {"unchanged"}
    assert report.counts == {"unchanged": 41}
    assert DirectoryState.objects.now() == before


def test_loading_again_leaves_what_was_published_since(sample):
    icon = republish(Member.objects.get(slug="icon"), summary="Edited here.").member
    republish(Member.objects.get(slug="medpace"), slug="medpace-holdings")
    publishing.confirm_profile(icon)
    publishing.archive_profile(Member.objects.get(slug="veristat"))
    before = DirectoryState.objects.now()

    report = load_sample()

    icon.refresh_from_db()
    assert icon.revision.document["summary"] == "Edited here."
    assert report.counts == {"unchanged": 41}
    assert DirectoryState.objects.now() == before


def test_loading_again_adds_the_companies_that_are_missing(sample):
    empty_the_directory()
    make_member("ICON", slug="icon", summary="Edited here.")

    assert load_sample().counts == {"new": 40, "unchanged": 1}

    assert Member.objects.get(slug="icon").revision.document["summary"] == "Edited here."


def rewrite(folder, slug, **words):
    """Change the texts of a service in the folder's taxonomy."""
    taxonomy = json.loads((folder / "taxonomy.json").read_text("utf-8"))
    for group in taxonomy["service_groups"]:
        for service in group["services"]:
            if service["slug"] == slug:
                service.update(words)
    (folder / "taxonomy.json").write_text(json.dumps(taxonomy), "utf-8")


def entries_of_the_taxonomy():
    """Yield (key, entry) of every group, service, area, modality, and phase."""
    taxonomy = json.loads((FIXTURES_FOLDER / "taxonomy.json").read_text("utf-8"))
    groups = taxonomy["service_groups"]
    services = [service for group in groups for service in group["services"]]
    for entry in (*groups, *services, *taxonomy["areas"], *taxonomy["modalities"]):
        yield entry["slug"], entry
    for entry in taxonomy["phases"]:
        yield entry["code"], entry


@pytest.mark.parametrize(("key", "entry"), list(entries_of_the_taxonomy()))
def test_every_term_is_defined_in_a_short_sentence(key, entry):
    definition = entry["definition"]

    assert definition == definition.strip()
    assert definition.endswith(".")
    assert len(definition) <= 240


def test_no_two_terms_have_one_definition():
    definitions = Counter(entry["definition"] for _, entry in entries_of_the_taxonomy())

    assert [text for text, count in definitions.items() if count > 1] == []


def test_a_new_definition_is_a_change_of_the_vocabulary(client, vocabulary, folder):
    before = DirectoryState.objects.now().generation
    rewrite(folder, "rtsm", definition="Hats that sort.")

    assert load_vocabulary(folder)["changed"] == 1

    assert client.get("/api/v1/services/rtsm/").json()["definition"] == "Hats that sort."
    assert DirectoryState.objects.now().generation == before + 1
    assert [change.kind for change in Change.objects.filter(generation__gt=before)] == [
        Change.Kind.VOCABULARY
    ]


def test_the_words_of_a_definition_find_no_company(client, vocabulary, folder):
    make_member("Alpha", services=["rtsm"])
    rewrite(folder, "rtsm", definition="Hats that sort.")

    load_vocabulary(folder)

    assert client.get("/api/v1/members/?q=hats").json()["count"] == 0


def test_a_new_label_is_shown_and_found_at_once(client, vocabulary, folder):
    make_member("Alpha", services=["rtsm"])
    rewrite(folder, "rtsm", label="Sorting hats")

    assert load_vocabulary(folder)["changed"] == 1

    assert Service.objects.get(slug="rtsm").label == "Sorting hats"
    assert client.get("/api/v1/members/?q=hats").json()["count"] == 1
    assert "Sorting hats" in client.get("/members/alpha/").content.decode()


def test_the_sample_is_refused_among_members_of_another_kind(vocabulary):
    make_member("Another Company")

    with pytest.raises(
        SampleRefusedError, match="contains companies that aren't part of the sample"
    ):
        load_sample()

    assert [member.slug for member in Member.objects.all()] == ["another-company"]


@pytest.mark.parametrize("address", ["/", "/members/", "/members/icon/", "/about/", "/nowhere"])
def test_every_page_says_that_this_is_sample_data(client, sample, address):
    page = client.get(address).content.decode()

    assert "facts come from the cited public sources. ACRO has not confirmed them" in page


def test_other_directories_have_no_sample_notice(client, vocabulary):
    make_member("Alpha")

    assert "Sample data" not in client.get("/members/alpha/").content.decode()
