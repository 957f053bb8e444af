"""The tests that a run leaves out: never silently, and in CI only on the second database."""

import re

import pytest
from processes import ROOT, run_python
from programs import LEFT_OUT, NEEDED


def collect(**variables):
    """Let pytest list the tests of faults; return its exit code and all that it says."""
    words = ("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/faults")
    done = run_python(*words, may_fail=True, **variables)
    return done.returncode, done.stdout + done.stderr


def test_with_faults_off_only_the_tests_of_the_given_database_are_left_and_a_line_says_so():
    code, said = collect(FAULT_TESTS="off")

    assert code == 0
    assert set(re.findall(r"^tests/faults/(\w+)", said, re.MULTILINE)) == {"test_backup"}
    assert f"FAULT_TESTS=off: {LEFT_OUT['FAULT_TESTS']}." in said


def test_a_required_program_that_is_missing_stops_the_run():
    code, said = collect(FAULT_TESTS="required", PATH="")

    assert code == pytest.ExitCode.USAGE_ERROR
    assert re.search("FAULT_TESTS=required, but missing: .*redis-server", said)


def test_a_misspelled_value_stops_the_run():
    code, said = collect(FAULT_TESTS="requires")

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "FAULT_TESTS is “requires”. Use required or off, or unset it." in said


def test_ci_requires_every_program_first_and_leaves_out_what_has_run_on_postgresql():
    script = (ROOT / ".ci/run").read_text("utf-8").replace("\\\n", "")

    runs = re.findall(r"^(.*)make test", script, re.MULTILINE)

    assert [dict(re.findall(r"(\w+_TESTS)=(\w+)", run)) for run in runs] == [
        dict.fromkeys(NEEDED, "required"),
        dict.fromkeys(NEEDED, "off"),
    ]
