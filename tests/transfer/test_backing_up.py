"""A backup is whole or absent, private, and complete."""

import hashlib
import json
import stat
from io import StringIO
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from factories import make_member, republish

from directory.profile import logos

PNG = b"\x89PNG\r\n\x1a\n and the rest"
DIGEST, MISSING = hashlib.sha256(PNG).hexdigest(), "0" * 64


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(vocabulary, tmp_path):
    """A folder for backups of a directory without companies."""
    path = tmp_path / "backups"
    path.mkdir()
    return path


def back_up(file, *options):
    output = StringIO()
    call_command("backup", file, *options, stdout=output)
    return output.getvalue()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_can_be_read_by_its_owner_only(folder):
    back_up(folder / "a.zip")

    assert stat.filemode((folder / "a.zip").stat().st_mode) == "-rw-------"
    assert names_in(folder) == ["a.zip"]


def test_an_existing_file_is_replaced_only_if_asked_for(folder):
    file = folder / "a.zip"
    file.write_text("kept")

    with pytest.raises(CommandError, match=r"a\.zip exists\. Use another name, or --overwrite\."):
        back_up(file)

    assert (names_in(folder), file.read_text()) == (["a.zip"], "kept")
    assert back_up(file, "--overwrite").startswith("Backed up 0.")


def test_a_folder_is_refused_and_so_is_a_file_in_no_folder(folder):
    with pytest.raises(CommandError, match=r"Can't write .*backups: Is a directory"):
        back_up(folder, "--overwrite")
    with pytest.raises(CommandError, match=r"Can't write .*a\.zip: No such file or directory"):
        back_up(folder / "none" / "a.zip")

    assert names_in(folder) == []


def test_a_backup_through_a_link_writes_what_it_leads_to(folder):
    (folder / "link.zip").symlink_to(folder / "a.zip")

    back_up(folder / "link.zip")

    assert names_in(folder) == ["a.zip", "link.zip"]
    assert (folder / "link.zip").is_symlink()


def test_every_named_logo_is_in_the_file_or_reported(folder):
    logos.write_logo(DIGEST, PNG)
    alpha = make_member("Alpha", logo={"sha256": DIGEST, "alt": ""})
    republish(alpha, logo=None)  # Only the history names it now.
    make_member("Beta", logo={"sha256": MISSING, "alt": ""})

    said = back_up(folder / "a.zip")

    with ZipFile(folder / "a.zip") as archive:
        stored = [name for name in archive.namelist() if name.startswith("logos/")]
        manifest = json.loads(archive.read("manifest.json"))
    assert stored == [f"logos/{DIGEST}.png"]
    assert manifest["missing_logos"] == [MISSING]
    assert "Missing from the media folder: logos that profiles name 1.\n" in said


def test_a_damaged_logo_is_not_backed_up_as_if_it_were_whole(folder):
    logos.write_logo(DIGEST, PNG[:-3])
    make_member("Alpha", logo={"sha256": DIGEST, "alt": ""})

    assert "Missing from the media folder: logos" in back_up(folder / "a.zip")


def test_a_database_with_a_column_of_a_newer_release_is_refused(folder):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE directory_statistic ADD COLUMN more integer")

    with pytest.raises(CommandError, match=r"A newer release .*\(directory_statistic\.more\)"):
        back_up(folder / "a.zip")

    assert names_in(folder) == []
