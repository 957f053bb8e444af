import itertools
import json
import signal

import pytest
from factories import document, make_member

from directory.document.schema import DocumentInvalid
from directory.models import Member
from directory.transfer.imports import ImportRefusedError, import_members


@pytest.fixture
def soon():
    """Fail after some seconds, because the tested code could run forever."""

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(
    "chain", ["beta alpha", "beta gamma beta", "beta gamma alpha", "beta gamma delta gamma"]
)
def test_a_chain_of_successors_that_comes_back_is_refused(vocabulary, tmp_path, soon, chain):
    slugs = ["alpha", *chain.split()]
    following = dict(itertools.pairwise(slugs))
    rows = [document(slug, successor=to) for slug, to in following.items()]
    file = tmp_path / "members.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    with pytest.raises(ImportRefusedError) as refused:
        import_members(file)

    assert {(p.path, p.code) for _, p in refused.value.problems} == {
        ("successor", "successor_loop")
    }


def test_a_row_cannot_close_a_loop_with_published_profiles(vocabulary, tmp_path, soon):
    make_member("Beta")
    make_member("Alpha", successor="beta")
    file = tmp_path / "members.jsonl"
    file.write_text(json.dumps(document("Beta", successor="alpha")) + "\n", "utf-8")

    with pytest.raises(ImportRefusedError, match="row 1: successor: “alpha” is now part"):
        import_members(file)


def test_a_publication_cannot_close_a_loop(vocabulary):
    beta = make_member("Beta")
    make_member("Alpha", successor="beta")

    with pytest.raises(DocumentInvalid, match="successor"):
        make_member("Gamma", successor="gamma")
    assert beta.successor is None


def test_a_long_chain_of_successors_is_imported_and_found_along_its_whole_length(
    vocabulary, tmp_path
):
    names = [f"Company {place}" for place in range(1_200)]
    successors = [None, *(f"company-{place}" for place in range(1_199))]
    rows = [document(name, successor=to) for name, to in zip(names, successors, strict=True)]
    file = tmp_path / "members.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in reversed(rows)), "utf-8")

    import_members(file)

    found_names = Member.objects.get(slug="company-0").search_text.names
    assert found_names == "\n".join(names).lower()
