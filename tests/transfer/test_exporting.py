"""An export goes to its destination and leaves no other files."""

import os
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from factories import make_member

from directory.transfer.exports import export_members, format_document_line


@pytest.fixture
def line(vocabulary):
    """Return the only line of the export."""
    return format_document_line(make_member("Alpha").revision.document)


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def test_an_export_into_a_pipe_leaves_the_pipe(line, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")), daemon=True)
    reader.start()

    assert export_members(pipe) == 1

    reader.join(timeout=10)
    assert (read, pipe.is_fifo(), names_in(tmp_path)) == ([line], True, ["pipe"])


def test_an_export_into_a_link_writes_what_it_leads_to(line, tmp_path):
    target, link = tmp_path / "there" / "members.jsonl", tmp_path / "members.jsonl"
    target.parent.mkdir()
    target.write_text("old", "utf-8")
    link.symlink_to(target)

    export_members(link)

    assert (target.read_text("utf-8"), link.readlink()) == (line, target)
    assert names_in(target.parent) == ["members.jsonl"]


def test_an_export_into_a_folder_is_refused_and_leaves_nothing(line, tmp_path):
    folder = tmp_path / "members"
    folder.mkdir()

    with pytest.raises(CommandError, match=r"Can't write .*members: Is a directory"):
        call_command("export_members", folder)

    assert [path.name for path in tmp_path.rglob("*")] == ["members"]


def test_an_export_that_fails_leaves_the_file_as_it_was(line, tmp_path, monkeypatch):
    file = tmp_path / "members.jsonl"
    file.write_text("old", "utf-8")
    monkeypatch.setattr("directory.transfer.exports.format_document_line", lambda document: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        export_members(file)

    assert (file.read_text("utf-8"), names_in(tmp_path)) == ("old", ["members.jsonl"])


def test_an_export_through_a_link_to_a_pipe_says_beside_it_how_much_it_was(line, tmp_path):
    reading, writing = os.pipe()
    link, output, errors = tmp_path / "stdout", StringIO(), StringIO()
    link.symlink_to(f"/proc/self/fd/{writing}")

    call_command("export_members", link, stdout=output, stderr=errors)

    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        assert pipe.read() == line
    assert link.is_symlink()
    assert (output.getvalue(), errors.getvalue()) == ("", "Exported 1 profile documents.\n")
