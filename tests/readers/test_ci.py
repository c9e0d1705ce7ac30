#!/usr/bin/python3
"""The ready files of docs/ci: their shell steps, run as the services would run them.

The grader is the built one; what installs packages, builds or needs root is replaced by programs that
write down how they were called (calls()).
"""

import json
import os
import re
import subprocess
import unittest

import tap

try:
    import yaml
except ImportError:
    yaml = None

CI = os.path.join(tap.ROOT, "docs/ci")
RIGHT = os.path.join(tap.ROOT, "solutions/cart_lock/accepted")
WRONG = os.path.join(tap.ROOT, "solutions/cart_lock/rejected/no_lock.c")
SANDBOX = tap.sandbox_works()

# Writes down its arguments; `sudo` goes on, `grader` is the built one or ends with GRADER_FAILS.
STAND_IN = """#!/bin/sh
name=$(basename "$0")
echo "$name $*" >>"$CALLS"
case $name in
sudo) exec "$@" ;;
grader) [ -z "${GRADER_FAILS-}" ] || [ "$1" != check ] || exit "$GRADER_FAILS"; exec "$REAL_GRADER" "$@" ;;
sysctl) [ "$1" != kernel.apparmor_restrict_unprivileged_userns ] || echo 1 ;;
esac
"""


def read(path):
    with open(path, "rb") as file:
        return file.read()


def right_solution():
    return read(os.path.join(RIGHT, sorted(os.listdir(RIGHT))[0]))


@unittest.skipUnless(yaml, "python3-yaml is not installed")
@unittest.skipUnless(SANDBOX, "bubblewrap cannot make namespaces here")
class Service(tap.Case):
    def setUp(self):
        super().setUp()
        for name in ("sudo", "make", "apt-get", "sysctl", "grader"):
            self.write("bin/" + name, STAND_IN, 0o777)
        os.makedirs(self.path("tmp"))
        self.environment = {
            "PATH": self.path("bin") + ":" + os.environ["PATH"], "HOME": self.folder, "LANG": "C.UTF-8",
            "TMPDIR": self.path("tmp"), "CALLS": self.path("calls"), "REAL_GRADER": tap.GRADER,
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
            "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": self.path("summary"), "RUNNER_TEMP": self.path("runner"),
        }
        self.repository("grader", {"docs/ci/grade-repository": (read(os.path.join(CI, "grade-repository")), 0o777),
                                   "tests/dependencies.sh": (read(os.path.join(tap.ROOT, "tests/dependencies.sh")), 0o777)})
        self.environment["GRADER_REPOSITORY"] = "file://" + self.path("grader")

    def git(self, *arguments, **options):
        return subprocess.run(("git",) + arguments, env=self.environment, check=options.pop("check", True),
                              capture_output=True, cwd=self.path("work"), **options)

    def repository(self, name, files):
        os.makedirs(self.path(name))
        for file, text in files.items():
            self.write(name + "/" + file, *(text if isinstance(text, tuple) else (text,)))
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "x"]):
            subprocess.run(["git"] + command, cwd=self.path(name), env=self.environment, check=True)

    def run_script(self, script, variables, shell):
        """(status, output) of one step."""
        path = self.write("step.sh", script)
        done = subprocess.run(shell + [path], cwd=self.path("work"), env=dict(self.environment, **variables),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout.decode()

    def github(self, name, **variables):
        """Runs the steps of the only job until one fails; (status, all output)."""
        workflow = yaml.safe_load(read(os.path.join(CI, name)))
        job, = workflow["jobs"].values()
        fixed = {k: re.sub(r"\$\{\{.*?'(.*)'.*\}\}", r"\1", v) for k, v in workflow["env"].items() if "'" in v}
        output = ""
        for step in job["steps"]:
            if "run" not in step:
                self.assertRegex(step["uses"], r"^[\w-]+/[\w/-]+@v\d+$")
                continue
            self.assertNotIn("${{", step["run"])  # nothing from outside is pasted into a script
            status, text = self.run_script(step["run"], dict(fixed, **variables), ["bash", "-e"])
            output += text
            if status:
                return status, output
        return 0, output

    def gitlab(self, name, **variables):
        pipeline = yaml.safe_load(read(os.path.join(CI, name)))
        fixed = dict(pipeline.pop("variables"), GRADER_HOME=self.path("opt"), GITHUB_ACTIONS="false",
                     GRADER_REPOSITORY=self.environment["GRADER_REPOSITORY"])
        job, = pipeline.values()
        lines = job["before_script"] + job["script"]  # one shell runs them all
        self.assertTrue(all(isinstance(line, str) for line in lines))
        return self.run_script("\n".join(lines), dict(fixed, **variables), ["bash", "-eo", "pipefail"])

    def calls(self):
        return read(self.path("calls")).decode().splitlines()

    def assertStatus(self, got, status):
        self.assertEqual(got[0], status, got[1])
        return got[1]


class Student(Service):
    FILES = ["cart_lock.json", "countdown.json", "junit.xml", "report.html", "results.sarif", "summary.md"]

    def work(self, **files):
        self.repository("work", {name.replace("__", "/") + ".c": text for name, text in files.items()})

    def both(self):
        countdown = os.path.join(tap.ROOT, "solutions/countdown/accepted")
        self.work(cart_lock=read(WRONG), deep__er__countdown=read(os.path.join(countdown, sorted(os.listdir(countdown))[0])),
                  other=b"int main(void) { return 0; }\n")

    def test_github(self):
        self.both()
        output = self.assertStatus(self.github("github-student.yml"), 1)
        self.assertEqual(sorted(os.listdir(self.path("work/results"))), self.FILES)
        self.assertIn("::error file=cart_lock.c,line=", output)
        self.assertIn("countdown: accepted", read(self.path("summary")).decode().replace("\\", ""))
        calls = self.calls()
        self.assertIn("sudo sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0", calls)
        self.assertIn("sudo make -C %s install" % self.path("runner/grader"), calls)
        self.assertLess(calls.index("grader doctor"), calls.index("grader check --format json cart_lock cart_lock.c"))

    def test_github_is_green_when_all_is_accepted(self):
        self.work(cart_lock=right_solution())
        self.assertStatus(self.github("github-student.yml"), 0)

    def test_github_says_what_it_could_not_grade(self):
        self.work(cart_lock=right_solution())
        output = self.assertStatus(self.github("github-student.yml", GRADER_FAILS="3"), 3)
        self.assertIn("no fault of the programs", output)

    def test_gitlab(self):
        self.both()
        output = self.assertStatus(self.gitlab("gitlab-student.yml"), 1)
        self.assertEqual(sorted(os.listdir(self.path("work/results"))), self.FILES)
        self.assertIn("Several countdowns at once", output)
        self.assertNotIn("::error", output)
        self.assertIn("apt-get update -qq", self.calls())

    def test_nothing_handed_in_yet(self):
        self.work(notes=b"int x;\n")
        output = self.assertStatus(self.gitlab("gitlab-student.yml"), 0)
        self.assertIn("No file in here is named as an exercise", output)

    def test_two_files_for_one_exercise(self):
        self.work(cart_lock=b"int x;\n", old__cart_lock=b"int x;\n")
        output = self.assertStatus(self.gitlab("gitlab-student.yml"), 2)
        self.assertIn("old/cart_lock.c", output)

    def test_own_exercises(self):
        self.work(mine=b"int main(void) { return 0; }\n")
        os.makedirs(self.path("exercises"))
        os.symlink(os.path.join(tap.ROOT, "exercises/cart_lock"), self.path("exercises/cart_lock"))
        output = self.assertStatus(self.gitlab("gitlab-student.yml", GRADER_EXERCISES=self.path("exercises")), 0)
        self.assertIn("named as an exercise: cart_lock", output)


class Instructor(Service):
    def exercises(self, solution):
        self.repository("work", {"README.md": b"x"})
        os.makedirs(self.path("work/exercises"))
        os.symlink(os.path.join(tap.ROOT, "exercises/cart_lock"), self.path("work/exercises/cart_lock"))
        self.write("work/solutions/cart_lock/accepted/a.c", solution)

    def test_github_and_gitlab(self):
        for solution, status in ((right_solution(), 0), (read(WRONG), 1)):
            with self.subTest(status=status):
                for name, run in (("github-exercises.yml", self.github), ("gitlab-exercises.yml", self.gitlab)):
                    subprocess.run(["rm", "-rf", self.path("work"), self.path("runner"), self.path("opt")], check=True)
                    self.exercises(solution)
                    self.assertStatus(run(name), status)


class Hook(Service):
    def setUp(self):
        super().setUp()
        self.repository("work", {"README.md": b"x"})
        self.write("work/.git/hooks/pre-commit", read(os.path.join(CI, "pre-commit")), 0o777)

    def commit(self, *options):
        done = self.git("commit", "-q", "-m", "change", *options, check=False)
        return done.returncode, (done.stdout + done.stderr).decode()

    def stage(self, text, name="cart_lock.c"):
        self.write("work/" + name, text)
        self.git("add", name)

    def test_what_is_staged_counts(self):
        self.stage(right_solution())
        self.write("work/cart_lock.c", "broken")
        self.assertStatus(self.commit(), 0)

    def test_a_rejected_file_is_refused(self):
        self.stage(read(WRONG), "deep/er/cart_lock.c")
        output = self.assertStatus(self.commit(), 1)
        self.assertIn("--no-verify", output)
        self.assertIn("One cart, many hands", output)
        self.assertStatus(self.commit("--no-verify"), 0)

    def test_it_can_only_tell(self):
        self.stage(read(WRONG))
        self.git("config", "grader.hook", "warn")
        self.assertIn("One cart, many hands", self.assertStatus(self.commit(), 0))

    def test_other_files_are_none_of_its_business(self):
        self.stage(b"not C", "other.c")
        self.stage(b"text", "cart_lock.txt")
        self.assertStatus(self.commit(), 0)
        self.assertEqual([c for c in self.calls() if "check" in c], [])

    def test_trouble_of_the_machine_keeps_nobody_from_committing(self):
        self.stage(read(WRONG))
        self.environment["GRADER_FAILS"] = "3"
        self.assertIn("could not be graded", self.assertStatus(self.commit(), 0))

    def test_files_can_be_named(self):
        """As the program pre-commit does."""
        self.write("work/cart_lock.c", read(WRONG))
        done = subprocess.run([os.path.join(CI, "pre-commit"), "cart_lock.c", "README.md"], cwd=self.path("work"),
                              env=self.environment, capture_output=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(os.listdir(self.path("tmp")), [])


class Container(Service):
    def grade(self, format, status=0, **variables):
        done = subprocess.run([os.path.join(CI, "grade-upload"), format, "cart_lock", self.path("in"),
                               self.path("out/results.json")], env=dict(self.environment, **variables), capture_output=True)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(os.listdir(self.path("tmp")), [])
        if status:
            self.assertFalse(os.path.exists(self.path("out/results.json")))
            return None
        self.assertEqual(os.listdir(self.path("out")), ["results.json"])
        return json.loads(read(self.path("out/results.json")))

    def test_gradescope(self):
        self.write("in/cart_lock.c", right_solution())
        told = self.grade("gradescope")
        self.assertEqual((told["score"], told["tests"][0]["status"]), (10, "passed"))

    def test_prairielearn(self):
        self.write("in/cart_lock.c", right_solution())
        told = self.grade("prairielearn")
        self.assertEqual((told["gradable"], told["score"]), (True, 1))

    def test_the_only_file_counts_whatever_its_name(self):
        self.write("in/my -cart's.c", read(WRONG))
        told = self.grade("gradescope")
        self.assertTrue(0 < told["score"] < 10)

    def test_no_file_or_too_many(self):
        os.makedirs(self.path("in"))
        self.assertEqual(self.grade("gradescope")["score"], 0)
        self.write("in/a.c", b"x")
        self.write("in/b.c", b"x")
        told = self.grade("prairielearn")
        self.assertFalse(told["gradable"])
        self.assertIn("cart_lock.c", told["format_errors"][0])

    def test_a_wrong_call_leaves_no_result(self):
        self.write("in/cart_lock.c", right_solution())
        self.grade("gradescope", 2, GRADER_EXERCISES=self.path("nowhere"))

    def test_run_autograder_names_the_folders_of_gradescope(self):
        text = read(os.path.join(CI, "run_autograder")).decode()
        for path in ("/autograder/submission", "/autograder/results/results.json"):
            self.assertIn(path, text)

    def test_the_dockerfile_copies_what_there_is(self):
        lines = read(os.path.join(CI, "Dockerfile")).decode().replace("\\\n", " ").splitlines()
        copied = [line.split()[1:-1] for line in lines if line.startswith("COPY")]
        self.assertGreater(len(copied), 4)
        for source in sum(copied, []):
            self.assertTrue(os.path.exists(os.path.join(tap.ROOT, source)), source)
        for line in lines:
            if line.startswith("RUN"):
                subprocess.run(["sh", "-n", "-c", line[4:]], check=True)

    def test_installed_are_the_scripts_that_are_named(self):
        done = subprocess.run(["make", "-n", "install"], cwd=tap.ROOT, capture_output=True, check=True)
        self.assertRegex(done.stdout.decode(), r"cp -R exercises docs/ci \S*/share/grader/")
        for name in ("README.md", "run_autograder"):
            for script in re.findall(r"/usr/local/share/grader/ci/([\w-]+)", read(os.path.join(CI, name)).decode()):
                self.assertTrue(os.access(os.path.join(CI, script), os.X_OK), script)


if __name__ == "__main__":
    tap.main()
