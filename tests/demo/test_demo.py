import pytest
from django.core.management import CommandError, call_command
from factories import make_member

from directory import search
from directory.demo.documents import DEMO_LABEL, generate_documents
from directory.models import Member

pytestmark = pytest.mark.usefixtures("vocabulary")


def made(count, seed=1):
    return list(generate_documents(search.fetch_vocabulary(), count, seed))


def slugs():
    return sorted(Member.objects.values_list("slug", flat=True))


def test_a_seed_always_makes_the_same_companies_and_another_one_others():
    assert made(40) == made(60)[:40]
    assert made(40) != made(40, seed=2)


def test_every_company_is_valid_and_says_that_it_does_not_exist():
    call_command("make_demo", members=60)

    assert slugs() == sorted(document["slug"] for document in made(60))
    assert Member.objects.published().filter(summary__startswith=DEMO_LABEL).count() == 60


def test_every_page_says_that_the_companies_are_made_up(client):
    call_command("make_demo", members=2)

    pages = ("/", "/members/", f"/members/{slugs()[0]}/", "/about/")

    assert ["these companies are fictional" in client.get(page).text for page in pages] == [
        True
    ] * 4


def test_run_again_it_adds_what_is_missing():
    call_command("make_demo", members=20)
    call_command("make_demo", members=30)
    call_command("make_demo", members=20)

    assert slugs() == sorted(document["slug"] for document in made(30))


def test_it_refuses_a_directory_of_other_members():
    make_member("Alpha")

    with pytest.raises(CommandError, match="aren't part of the demo"):
        call_command("make_demo", members=3)
    assert slugs() == ["alpha"]


def test_it_refuses_to_add_companies_of_another_seed():
    call_command("make_demo", members=3)

    with pytest.raises(CommandError, match="another seed"):
        call_command("make_demo", members=3, seed=2)
