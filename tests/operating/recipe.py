"""Reading docs/operating.md: its sections, and the blocks of commands that each setup runs."""

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/operating.md"
BLOCK = re.compile(
    r"<!-- run: ([a-z ]+?)(, typing a password twice)? -->\n```sh\n(.*?)```\n", re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """Commands that are run together."""

    section: str
    setups: tuple[str, ...]
    commands: str
    types_password: bool


def read_blocks():
    """Return all marked blocks, in order."""
    sections = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [
        Block(section.partition("\n")[0], tuple(setups.split()), commands, bool(types))
        for section in sections
        for setups, types, commands in BLOCK.findall(section)
    ]


def list_blocks(setup):
    """Return the blocks of one setup, in order."""
    return [block for block in read_blocks() if setup in block.setups]
