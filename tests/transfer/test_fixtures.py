import json
import shutil

import pytest
from factories import make_member

from directory.models import DirectoryState, Member, Service
from directory.transfer.loading import FIXTURES, SampleRefusedError, load_sample, load_vocabulary


@pytest.fixture
def folder(tmp_path):
    for name in ("countries.json", "taxonomy.json"):
        shutil.copy(FIXTURES / name, tmp_path / name)
    return tmp_path


def test_loading_again_changes_nothing(sample):
    before = DirectoryState.objects.now()

    counts = load_vocabulary()
    report = load_sample()

    assert set(counts) == {"unchanged"}
    assert report.counts == {"unchanged": 41}
    assert DirectoryState.objects.now() == before


def test_a_new_label_is_shown_and_found_at_once(client, vocabulary, folder):
    make_member("Alpha", services=["rtsm"])
    taxonomy = json.loads((folder / "taxonomy.json").read_text())
    for group in taxonomy["service_groups"]:
        for service in group["services"]:
            if service["slug"] == "rtsm":
                service["label"] = "Sorting hats"
    (folder / "taxonomy.json").write_text(json.dumps(taxonomy))

    assert load_vocabulary(folder)["changed"] == 1

    assert Service.objects.get(slug="rtsm").label == "Sorting hats"
    assert client.get("/api/v1/members/?q=hats").json()["count"] == 1
    assert "Sorting hats" in client.get("/members/alpha/").content.decode()


def test_the_sample_is_refused_among_members_of_another_kind(vocabulary):
    make_member("Somebody Else")

    with pytest.raises(SampleRefusedError, match="holds members that are not of the sample"):
        load_sample()

    assert [member.slug for member in Member.objects.all()] == ["somebody-else"]


@pytest.mark.parametrize("address", ["/", "/members/", "/members/icon/", "/about/", "/nowhere"])
def test_every_page_says_that_this_is_sample_data(client, sample, address):
    page = client.get(address).content.decode()

    assert "facts come from the cited public sources; ACRO has not confirmed them" in page


def test_a_directory_of_its_own_says_no_such_thing(client, vocabulary):
    make_member("Alpha")

    assert "Sample data" not in client.get("/members/alpha/").content.decode()
