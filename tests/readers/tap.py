"""Python's unittest, told in TAP as tests/run reads it; and the grader under test."""

import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GRADER = os.path.abspath(os.environ.get("GRADER", os.path.join(ROOT, "build/grader")))


def grader(*arguments, status=0, **options):
    """Standard output of the grader, as bytes; fails unless it ends with this status."""
    done = subprocess.run((GRADER,) + arguments, stdin=subprocess.DEVNULL, capture_output=True,
                          **options)
    if done.returncode != status:
        raise AssertionError("grader %s: status %d, not %d\n%s" % (
            " ".join(arguments), done.returncode, status, done.stderr.decode(errors="replace")))
    return done.stdout


def sandbox_works():
    return shutil.which("bwrap") and subprocess.run(
        ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True).returncode == 0


class Case(unittest.TestCase):
    """A test with a folder of its own, self.folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="grader-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text, mode=0o666):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path


class _Result(unittest.TestResult):
    def _line(self, verdict, test, more=""):
        print("%s %d - %s%s" % (verdict, self.testsRun, test.id().split(".", 1)[1], more), flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._line("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._line("ok", test, " # SKIP " + reason)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._line("not ok", test)
        print("".join("# " + line for line in traceback.format_exception(*error)), flush=True)

    addError = addFailure

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.addFailure(subtest, error)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    print("1..%d" % suite.countTestCases(), flush=True)
    result = _Result()
    suite.run(result)
    sys.exit(not result.wasSuccessful())
