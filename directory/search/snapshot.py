"""The state of the directory that this process answers from, and how it is kept true.

`current()` asks the database for the generation, one tiny query. When it moved, the `Change` rows
say which members did: few are brought up to date at once, before anything is answered, so that the
next request finds what was published. After very many, or when the vocabulary changed, or a step
was lost, the index is built anew: at once where that is quick, else in the background, while the
one before keeps answering for its own generation.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from time import monotonic
from typing import TypeVar

from django.db import connection

from directory.models import Change, DirectoryState, Member, Moment, Revision, in_write_lock
from directory.search.index import Index
from directory.search.index_builder import build_index
from directory.search.index_updater import update_index
from directory.search.vocabulary import Vocabulary, read_vocabulary

Reading = TypeVar("Reading")
MAX_CHANGED_MEMBERS = (
    200  # members: from here on a whole build is no slower by much, and surely right
)
QUICK_BUILD_LIMIT = (
    2_000  # members: built anew in a fraction of a second, for which a request waits
)
ORIGIN_NOTICES = {
    Revision.Origin.DEMO: "Demo data: these companies are fictional.",
    Revision.Origin.SAMPLE: (
        "Sample data: facts come from the cited public sources. ACRO has not confirmed them."
    ),
}
RETRY_PAUSE_SECONDS = 5.0  # seconds before an update that failed is tried again
BEGIN_READ_SQL = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
snapshot_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """One generation's worth of what searches need; never changed.

    `notice`: what every page must say of profiles that are not the association's own, or "".
    """

    moment: Moment
    vocabulary: Vocabulary
    index: Index
    notice: str = ""


@dataclass
class SnapshotHolder:
    """What the process holds: the snapshot, and how its last update went."""

    snapshot: Snapshot | None = None
    lock: Lock = field(default_factory=Lock)
    vocabulary: tuple[Moment, Vocabulary] | None = None
    building: Thread | None = None
    failure: str = ""
    failed_at: float = 0.0


_held = SnapshotHolder()


def fetch_snapshot() -> Snapshot:
    """The snapshot of the present generation; of an earlier one while that of the present is built.

    Raises what the database raises where there is no snapshot at all yet.
    """
    refuse_in_write_lock()
    moment = DirectoryState.objects.now()
    snapshot = _held.snapshot
    if snapshot is not None and (snapshot.moment == moment or is_snapshot_waiting()):
        return snapshot
    with _held.lock:
        return advance_snapshot()


def refuse_in_write_lock() -> None:
    """Raise where what is read may yet be taken back."""
    if in_write_lock():
        raise RuntimeError("A search within a turn would answer from what may be taken back.")


def fetch_moments() -> tuple[Moment, Moment]:
    """The present moment, and that of the snapshot that answers now."""
    snapshot = fetch_snapshot()
    return (
        DirectoryState.objects.now() if is_snapshot_waiting() else snapshot.moment
    ), snapshot.moment


def is_snapshot_waiting() -> bool:
    """Whether the old snapshot answers for now: a new one is built, or has just failed to be."""
    pausing = bool(_held.failure) and monotonic() - _held.failed_at < RETRY_PAUSE_SECONDS
    return _held.building is not None or pausing


def advance_snapshot() -> Snapshot:
    """Bring the snapshot up to date, by whichever thread has the lock; return what now answers."""
    snapshot = _held.snapshot
    if snapshot is None:
        _held.snapshot = snapshot = read_snapshot()
    elif not is_snapshot_waiting():
        try:
            _held.snapshot = snapshot = build_next_snapshot(snapshot)
            _held.failure = ""
        except Exception as error:  # noqa: BLE001 - whatever it was, the old one still answers
            note_update_failure(error)
    return snapshot


def build_next_snapshot(snapshot: Snapshot) -> Snapshot:
    """The next snapshot, or the same one where the next is built in the background."""
    with hold_one_state():
        moment = DirectoryState.objects.now()
        if moment[:2] == snapshot.moment[:2]:
            return replace(snapshot, moment=moment)
        members = list_changed_members(snapshot.moment, moment)
        if members is not None:
            index = update_index(snapshot.index, snapshot.vocabulary, members)
            return Snapshot(
                moment, snapshot.vocabulary, index, snapshot.notice or read_origin_notice()
            )
        if (
            max(len(snapshot.index.members), Member.objects.published().count())
            <= QUICK_BUILD_LIMIT
        ):
            return read_snapshot_at(moment)
    _held.building = Thread(target=rebuild_snapshot, name="search-index", daemon=True)
    _held.building.start()
    return snapshot


def list_changed_members(before: Moment, now: Moment) -> set[int] | None:
    """The members that changed between two moments; None where all must be read again."""
    if now.epoch != before.epoch or now.generation < before.generation:
        return None
    members: set[int] = set()
    generations: set[int] = set()
    for generation, member, kind in Change.objects.between(before.generation, now.generation):
        if kind == Change.Kind.VOCABULARY or len(members) > MAX_CHANGED_MEMBERS:
            return None
        generations.add(generation)
        if member is not None:
            members.add(member)
    whole = len(generations) == now.generation - before.generation
    return members if whole else None


def rebuild_snapshot() -> None:
    """Build the index anew, in a thread and over a connection of its own."""
    try:
        snapshot = read_snapshot()
        with _held.lock:
            _held.snapshot, _held.failure = snapshot, ""
    except Exception as error:  # noqa: BLE001 - whatever it was, the old one still answers
        note_update_failure(error)
    finally:
        _held.building = None
        connection.close()


def note_update_failure(error: Exception) -> None:
    """Note that an update failed: the old snapshot answers on, and it is tried again later."""
    _held.failure, _held.failed_at = f"{type(error).__name__}: {error}", monotonic()
    snapshot_log.error("The search index couldn't be updated.", exc_info=error)


def read_snapshot() -> Snapshot:
    """All that searches need, from the database, of one state."""
    with hold_one_state():
        return read_snapshot_at(DirectoryState.objects.now())


def read_snapshot_at(moment: Moment) -> Snapshot:
    """All that searches need, where the database shows one state."""
    vocabulary = read_vocabulary()
    return Snapshot(moment, vocabulary, build_index(vocabulary), read_origin_notice())


@contextmanager
def hold_one_state() -> Iterator[None]:
    """All that is read within is of one state of the database, while others write on.

    Not by `atomic`: on SQLite that waits for the writer and makes the writer wait.
    """
    if connection.in_atomic_block:  # a test's
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_READ_SQL[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def fetch_vocabulary(moment: Moment | None = None) -> Vocabulary:
    """The vocabulary of the present generation, or of this present moment, which was asked for."""
    moment = moment or DirectoryState.objects.now()
    snapshot, known = _held.snapshot, _held.vocabulary
    if snapshot is not None and snapshot.moment[:2] == moment[:2]:
        return snapshot.vocabulary
    if known is not None and known[0][:2] == moment[:2]:
        return known[1]
    found = read_vocabulary()
    if not in_write_lock():  # else what was read may yet be taken back
        _held.vocabulary = moment, found
    return found


def is_search_ready() -> bool:
    """Whether searches can be answered: not while the first index is being built."""
    if _held.snapshot is None and _held.lock.locked():
        return False
    fetch_snapshot()
    return True


def describe_index_trouble() -> str:
    """What whoever runs the site should know of the index; "" if nothing."""
    if _held.building is not None:
        return "A new search index is being built. Searches use the previous one."
    if _held.failure:
        return "The search index couldn't be updated. Searches use the previous one. See the log."
    return ""


def read_consistently(read: Callable[[Snapshot], Reading]) -> Reading:
    """What is read of one generation, the present one: where it moved, all is read again.

    Whether it did is asked afterwards alone. That costs a second reading after each publication,
    instead of a query for each request.
    """
    return read_by_generation(lambda snapshot: (read(snapshot), None))


def read_by_generation(read: Callable[[Snapshot], tuple[Reading, int | None]]) -> Reading:
    """The same, where what was read last tells its generation; None where nothing tells it.

    Nothing tells its epoch: where another database takes the place of this one, the moment that
    is asked for the tags does.
    """
    refuse_in_write_lock()
    for _ in range(3):  # no transaction: under SQLite's IMMEDIATE mode it would wait for the writer
        snapshot = _held.snapshot or fetch_snapshot()
        found, generation = read(snapshot)
        if is_snapshot_waiting() or is_snapshot_present(snapshot, generation):
            break
        fetch_snapshot()
    return found


def is_snapshot_present(snapshot: Snapshot, generation: int | None) -> bool:
    """Whether a snapshot is of this generation, or else of the present moment."""
    if generation is None:
        return DirectoryState.objects.now() == snapshot.moment
    return generation == snapshot.moment.generation


def forget_snapshot() -> None:
    """Drop what is held: tests roll the database back behind our back."""
    if _held.building is not None:
        _held.building.join()
    _held.snapshot, _held.vocabulary, _held.failure = None, None, ""


def read_origin_notice() -> str:
    """What every page must say where a revision came with sample data or a demonstration."""
    for origin, notice in ORIGIN_NOTICES.items():
        if Revision.objects.filter(origin=origin).exists():
            return notice
    return ""
