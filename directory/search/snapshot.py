"""The snapshot of the directory that this process answers from, and its updates.

`fetch_snapshot` asks the database for the generation, one tiny query. If the generation changed,
the `Change` rows say which members changed. Up to 200 are read again before anything is answered,
so that the next request finds what was published. After more changes, a changed vocabulary, or a
lost step, the index is built from scratch: right away if that is quick, otherwise in the background
while the previous snapshot answers for its own generation.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic, sleep
from typing import TypeVar

from django.db import connection

from directory.models import Change, DirectoryState, Member, Moment, Revision, in_write_lock
from directory.search.index import Index
from directory.search.index_builder import build_index
from directory.search.index_updater import update_index
from directory.search.vocabulary import Vocabulary, read_vocabulary

Reading = TypeVar("Reading")
MAX_CHANGED_MEMBERS = 200  # Above this, a full build isn't much slower, and certainly right.
QUICK_BUILD_LIMIT = 2_000  # members: a full build is so quick that the request waits for it
ORIGIN_NOTICES = {
    Revision.Origin.DEMO: "Demo data: these companies are fictional.",
    Revision.Origin.SAMPLE: (
        "Sample data: facts come from the cited public sources. ACRO has not confirmed them."
    ),
}
RETRY_PAUSE_SECONDS = 5.0
BUILD_WAIT_SECONDS = 120  # more than other statements may take: a build reads whole tables
MOST_WAITERS = 2  # Requests of a process that wait for its index; the other threads answer.
WAITING_STEP_SECONDS = 0.1
BEGIN_READ_SQL = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}
snapshot_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshot:
    """All that searches need, of one generation; immutable.

    `notice` is the text that every page shows if there are sample or demo profiles, or "".
    """

    moment: Moment
    vocabulary: Vocabulary
    index: Index
    notice: str = ""


@dataclass
class SnapshotHolder:
    """The state of the process: its snapshot, and the outcome of the last update."""

    snapshot: Snapshot | None = None
    lock: Lock = field(default_factory=Lock)
    vocabulary: tuple[Moment, Vocabulary] | None = None
    building: Thread | None = None
    failure: str = ""
    failed_at: float = 0.0


_held = SnapshotHolder()
_waiters = BoundedSemaphore(MOST_WAITERS)


def fetch_snapshot() -> Snapshot:
    """Return the snapshot of the present generation, or the previous one while that is built.

    Raise the database's error if it fails and there is no snapshot yet.
    """
    refuse_in_write_lock()
    moment = DirectoryState.objects.now()
    snapshot = _held.snapshot
    if snapshot is not None and (snapshot.moment == moment or is_snapshot_waiting()):
        return snapshot
    with _held.lock:
        return advance_snapshot()


def refuse_in_write_lock() -> None:
    """Raise RuntimeError inside the write lock, because the data read could be rolled back."""
    if in_write_lock():
        raise RuntimeError(
            "A search inside the write lock could answer from data that is rolled back."
        )


def fetch_moments() -> tuple[Moment, Moment]:
    """Return the present moment, and the moment of the snapshot that answers now."""
    snapshot = fetch_snapshot()
    return (
        DirectoryState.objects.now() if is_snapshot_waiting() else snapshot.moment
    ), snapshot.moment


def is_snapshot_waiting() -> bool:
    """Return whether the old snapshot answers: a new one is being built, or just failed."""
    pausing = bool(_held.failure) and monotonic() - _held.failed_at < RETRY_PAUSE_SECONDS
    return _held.building is not None or pausing


def wait_for_generation(generation: int, seconds: float) -> bool:
    """Wait until the searches of this process show a generation; return whether they do.

    Return at once if enough requests are waiting already. A process without a snapshot reads the
    present state for its first search.
    """
    if _held.snapshot is None or fetch_snapshot().moment.generation >= generation:
        return True
    if not _waiters.acquire(blocking=False):
        return False
    try:
        return watch_snapshot(generation, monotonic() + seconds)
    finally:
        _waiters.release()


def watch_snapshot(generation: int, deadline: float) -> bool:
    """Bring the snapshot up to date until it shows a generation; return whether it does in time."""
    while fetch_snapshot().moment.generation < generation:
        left = deadline - monotonic()
        if left <= 0:
            return False
        building = _held.building
        if building is not None:
            building.join(left)
        else:  # An update failed, and the next one is due in a few seconds.
            sleep(min(left, WAITING_STEP_SECONDS))
    return True


def advance_snapshot() -> Snapshot:
    """Bring the snapshot up to date and return the one that answers. Call with the lock held."""
    snapshot = _held.snapshot
    if snapshot is None:
        _held.snapshot = snapshot = read_snapshot()
    elif not is_snapshot_waiting():
        try:
            _held.snapshot = snapshot = build_next_snapshot(snapshot)
            _held.failure = ""
        except Exception as error:  # noqa: BLE001 - whatever it is, the old snapshot still answers
            note_update_failure(error)
    return snapshot


def build_next_snapshot(snapshot: Snapshot) -> Snapshot:
    """Return the next snapshot, or this one if the next is built in the background."""
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
    """Return the members that changed between two moments, or None to read all again."""
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
    is_complete = len(generations) == now.generation - before.generation
    return members if is_complete else None


def rebuild_snapshot() -> None:
    """Build the index from scratch, in a thread and over a connection of its own."""
    try:
        snapshot = read_snapshot()
        with _held.lock:
            _held.snapshot, _held.failure = snapshot, ""
    except Exception as error:  # noqa: BLE001 - whatever it is, the old snapshot still answers
        note_update_failure(error)
    finally:
        _held.building = None
        connection.close()


def note_update_failure(error: Exception) -> None:
    """Note that an update failed. It is tried again later; the old snapshot still answers."""
    _held.failure, _held.failed_at = f"{type(error).__name__}: {error}", monotonic()
    snapshot_log.error("The search index couldn't be updated.", exc_info=error)


def read_snapshot() -> Snapshot:
    """Return a snapshot read from the database, all of one state."""
    with hold_one_state():
        return read_snapshot_at(DirectoryState.objects.now())


def read_snapshot_at(moment: Moment) -> Snapshot:
    """Return a snapshot of this moment. Call it inside `hold_one_state`."""
    if connection.vendor == "postgresql":
        connection.allow_waiting(BUILD_WAIT_SECONDS)
    vocabulary = read_vocabulary()
    return Snapshot(moment, vocabulary, build_index(vocabulary), read_origin_notice())


@contextmanager
def hold_one_state() -> Iterator[None]:
    """Let all reads in the block see one state of the database while others keep writing.

    `atomic` won't do: on SQLite it waits for the writer and makes the writer wait.
    """
    if connection.in_atomic_block:  # A test's transaction.
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
    """Return the present vocabulary; `moment` is the present moment, if already read."""
    moment = moment or DirectoryState.objects.now()
    snapshot, known = _held.snapshot, _held.vocabulary
    if snapshot is not None and snapshot.moment[:2] == moment[:2]:
        return snapshot.vocabulary
    if known is not None and known[0][:2] == moment[:2]:
        return known[1]
    vocabulary = read_vocabulary()
    if not in_write_lock():  # Data read inside it could be rolled back.
        _held.vocabulary = moment, vocabulary
    return vocabulary


def is_search_ready() -> bool:
    """Return whether searches can be answered; False while the first index is being built."""
    if _held.snapshot is None and _held.lock.locked():
        return False
    fetch_snapshot()
    return True


def describe_index_trouble() -> str:
    """Return the trouble with the index that the operator should know of, or ""."""
    if _held.building is not None:
        return "A new search index is being built. Searches use the previous one."
    if _held.failure:
        return "The search index couldn't be updated. Searches use the previous one. See the log."
    return ""


def read_consistently(read: Callable[[Snapshot], Reading]) -> Reading:
    """Return the result of `read`, of the present generation; read again if it changed.

    The generation is checked only afterwards. That costs a second read after each publication
    instead of another query for each request.
    """
    return read_by_generation(lambda snapshot: (read(snapshot), None))


def read_by_generation(read: Callable[[Snapshot], tuple[Reading, int | None]]) -> Reading:
    """Return the result of `read`, which also returns the generation of the last row it read.

    If that is None, because no row was read, the database is asked for the present moment. Rows
    don't hold the epoch: if the database is replaced, the moment read for the ETags shows it.
    """
    refuse_in_write_lock()
    for _ in range(3):  # No transaction: SQLite's IMMEDIATE mode waits for writers.
        snapshot = _held.snapshot or fetch_snapshot()
        result, generation = read(snapshot)
        if is_snapshot_waiting() or is_snapshot_present(snapshot, generation):
            break
        fetch_snapshot()
    return result


def is_snapshot_present(snapshot: Snapshot, generation: int | None) -> bool:
    """Return whether a snapshot is of this generation; if None, of the present moment."""
    if generation is None:
        return DirectoryState.objects.now() == snapshot.moment
    return generation == snapshot.moment.generation


def forget_snapshot() -> None:
    """Drop the snapshot and the vocabulary. Tests need this because they roll back changes."""
    if _held.building is not None:
        _held.building.join()
    _held.snapshot, _held.vocabulary, _held.failure = None, None, ""


def read_origin_notice() -> str:
    """Return the notice that pages show if a revision is sample or demo data, or ""."""
    for origin, notice in ORIGIN_NOTICES.items():
        if Revision.objects.filter(origin=origin).exists():
            return notice
    return ""
