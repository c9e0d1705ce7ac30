#!/usr/bin/python3
"""Each format of reports, read as its readers read it, with texts of strangers in every place."""

import csv
import html.parser
import io
import json
import os
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree

import results
import tap
from results import HOSTILE

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    import junitparser
except ImportError:
    junitparser = None

SCHEMAS = os.path.join(tap.ROOT, "tests/readers/schemas")
ALL = {"of one": ("terminal json junit markdown github sarif html gradescope prairielearn autolab vpl").split(),
       "of a class": "terminal json junit markdown github sarif html csv moodle canvas".split()}
VISIBLE = "\\x1b[2Jred\\x07 \\u{202e}gnp.exe"  # how HOSTILE ends where control characters are made visible


class Report(tap.Case):
    def report(self, format, value):
        return tap.grader("report", "--format", format, results.write(self.path("r.json"), value)).decode()

    def validate(self, value, path):
        if not jsonschema:
            self.skipTest("python3-jsonschema is not installed")
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.validators.validator_for(schema)(schema).validate(value)


class Every(Report):
    def test_format_is_text_without_controls(self):
        """No format lets a byte through that steers a terminal; all are UTF-8."""
        for kind, formats in ALL.items():
            value = results.hostile_submission() if kind == "of one" else results.sample_class()
            for format in formats:
                text = self.report(format, value)
                self.assertNotIn("\x1b", text, format)
                self.assertNotIn("\x07", text, format)
                self.assertTrue(text.endswith("\n"), format)

    def test_format_is_listed_in_its_help(self):
        for command, kind in (("check", "of one"), ("report", "of a class")):
            words = re.findall(r"[a-z]+", tap.grader(command, "--help").decode())
            self.assertEqual([f for f in ALL[kind] if f not in words], [])

    def test_format_is_described(self):
        with open(os.path.join(tap.ROOT, "docs/formats.md"), encoding="utf-8") as file:
            text = file.read()
        for format in sorted(set(sum(ALL.values(), []))):
            self.assertIn("`%s`" % format, text)

    def test_error_is_no_zero(self):
        for format in ALL["of one"]:
            text = self.report(format, results.error(why="the disk is full"))
            self.assertIn("the disk is full", text, format)
            self.assertIsNone(re.search(r'"?(score|Grade)[^\n]{0,8}\b0', text), (format, text))

    def test_submission_that_is_checked_is_told_as_one_that_is_reported(self):
        if not tap.sandbox_works():
            self.skipTest("bubblewrap cannot make namespaces here")
        self.write("cart_lock.c", b"#include <stdio.h>\n"
                   b"int main(void) { printf(\"]]>\\n::error::x\\nGrade :=>>9\\n\\033[2J\\xff\\0|<b>\\n\"); return 0; }\n")
        os.makedirs(self.path("tmp"))
        where = {"cwd": self.folder, "env": dict(os.environ, TMPDIR=self.path("tmp"))}
        arguments = ("--exercises", os.path.join(tap.ROOT, "exercises"), "cart_lock", "cart_lock.c")
        self.write("r.json", tap.grader("check", "--format", "json", *arguments, status=1, **where))
        for format in ("junit", "sarif", "vpl"):
            checked = tap.grader("check", "--format", format, *arguments, status=1, **where)
            told = tap.grader("report", "--format", format, "r.json", **where)
            bad_byte = checked.decode().replace("\\xff" if format == "vpl" else "\\\\xff", "\ufffd")  # as JSON holds it
            times = lambda text: re.sub(r"0\.\d{3} s", "0.000 s", text)  # processor time is not always the same
            self.assertEqual(times(bad_byte), times(told.decode()), format)
        self.assertEqual(os.listdir(self.path("tmp")), [])


class Several(Report):
    """Results of several exercises, told as one student's."""

    def paths(self, *values):
        return [results.write(self.path("%d.json" % i), value) for i, value in enumerate(values)]

    def test_each_is_told(self):
        paths = self.paths(results.submission("cart_lock", [results.check(1)]), results.error("countdown", "disk full"),
                           results.submission("pool_map", [results.check(2, "passed")], "pool_map.c"))
        for format in "terminal json junit markdown github sarif html".split():
            text = tap.grader("report", "--format", format, *paths).decode().replace("\\_", "_")
            self.assertIn("cart_lock", text, format)
            self.assertIn("disk full", text, format)

    def test_sarif_has_one_run(self):
        """Code scanning takes one of a tool from a file."""
        paths = self.paths(results.submission("cart_lock", [results.check(1)]),
                           results.submission("pool_map", [results.check(2)], "pool_map.c"))
        run, = json.loads(tap.grader("report", "--format", "sarif", *paths))["runs"]
        self.assertEqual(len(run["results"]), 2)

    def test_what_cannot_be_told_together_is_refused(self):
        one = results.submission("cart_lock", [results.check(1)])
        paths = self.paths(one, one, results.sample_class(), results.submission("pool_map", [results.check(2)]))
        tap.grader("report", paths[0], paths[1], status=2)
        tap.grader("report", paths[0], paths[2], status=2)
        for format in ("gradescope", "vpl", "csv", "canvas"):
            tap.grader("report", "--format", format, paths[0], paths[3], status=2)
        tap.grader("report", paths[0], self.path("nothing.json"), status=2)


class Json(Report):
    SCHEMA = os.path.join(tap.ROOT, "docs/result.schema.json")

    def test_keeps_to_its_schema(self):
        for value in (results.hostile_submission(), results.error(), results.sample_class(),
                      results.submission("countdown", [results.check(1, "passed")])):
            told = json.loads(self.report("json", value))
            self.validate(told, self.SCHEMA)

    def test_schema_refuses_what_is_wrong(self):
        value = results.submission("countdown", [results.check(1)])
        for change in ({"verdict": "perhaps"}, {"score": "3"}, {"checks": [{"id": "x"}]}, {"schema": 2}):
            if jsonschema:
                with self.assertRaises(jsonschema.ValidationError):
                    self.validate(dict(value, **change), self.SCHEMA)

    def test_texts_are_what_they_were(self):
        told = json.loads(self.report("json", results.hostile_submission()))
        self.assertEqual(told["checks"][0]["message"], HOSTILE)
        self.assertEqual(told["checks"][1]["story"]["steps"][2]["source"], HOSTILE)


class Sarif(Report):
    def test_keeps_to_the_schema(self):
        for value in (results.hostile_submission(), results.sample_class(), results.error(),
                      results.submission("countdown", [results.check(1, "passed")])):
            self.validate(json.loads(self.report("sarif", value)), os.path.join(SCHEMAS, "sarif-2.1.0-rtm.5.json"))

    def test_github_finds_what_it_demands(self):
        run, = json.loads(self.report("sarif", results.hostile_submission()))["runs"]
        rules = {r["id"]: r for r in run["tool"]["driver"]["rules"]}
        self.assertEqual(len(run["results"]), 2)
        for found in run["results"]:
            rule = rules[found["ruleId"]]
            for key in ("shortDescription", "fullDescription", "help"):
                self.assertTrue(rule[key]["text"])
            place = found["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uri"], "sub%20dir/cart%3Alock%2C100%25.c")
            self.assertGreaterEqual(place["region"]["startLine"], 1)
            self.assertRegex(found["partialFingerprints"]["primaryLocationLineHash"], r"^[0-9a-f]+:\d+$")

    def test_no_link_of_a_stranger(self):
        """In messages, [text](target) is a link (SARIF 2.1.0, 3.11.6)."""
        def texts(value):
            if isinstance(value, dict):
                for key, inner in value.items():
                    yield from [inner] if key == "text" else texts(inner)
            elif isinstance(value, list):
                for inner in value:
                    yield from texts(inner)
        found = list(texts(json.loads(self.report("sarif", results.hostile_submission()))))
        self.assertGreater(len(found), 20)
        for text in found:
            self.assertNotRegex(text, r"\]\(")
            self.assertNotIn("\u202e", text)

    def test_a_schedule_has_a_flow_a_thread(self):
        value = results.submission("cart_lock", [results.check(1, story=results.story(20))])
        run, = json.loads(self.report("sarif", value))["runs"]
        flows = run["results"][0]["codeFlows"][0]["threadFlows"]
        self.assertEqual([f["id"] for f in flows], ["the main thread", "thread 2 (add)", "thread 3 (add)"])
        orders = sorted(s["executionOrder"] for f in flows for s in f["locations"])
        self.assertEqual(orders, list(range(1, 21)))

    def test_a_race_has_two_sides(self):
        places = [{"file": "c.c", "line": n, "function": "add"} for n in (3, 9)]
        value = results.submission("cart_lock", [results.check(1, kind="race", locations=places)])
        run, = json.loads(self.report("sarif", value))["runs"]
        flows = run["results"][0]["codeFlows"][0]["threadFlows"]
        lines = [s["location"]["physicalLocation"]["region"]["startLine"] for f in flows for s in f["locations"]]
        self.assertEqual(lines, [3, 9])


class JUnit(Report):
    def read(self, value):
        if not junitparser:
            self.skipTest("python3-junitparser is not installed")
        path = self.write("results.xml", self.report("junit", value))
        return junitparser.JUnitXml.fromfile(path)

    def test_counts_are_what_is_there(self):
        suites = self.read(results.sample_class())
        cases = [case for suite in suites for case in suite]
        kinds = [type(r).__name__ for case in cases for r in case.result]
        self.assertEqual((suites.tests, suites.failures, suites.errors, suites.skipped),
                         (len(cases), kinds.count("Failure"), kinds.count("Error"), kinds.count("Skipped")))
        self.assertEqual((suites.failures, suites.errors, suites.skipped), (3, 1, 3))
        for suite in suites:
            self.assertEqual(suite.tests, sum(1 for _ in suite))

    def test_gitlab_drops_no_case(self):
        """Two of the same class and name would be one."""
        names = [(c.classname, c.name) for suite in self.read(results.sample_class()) for c in suite]
        self.assertEqual(len(names), len(set(names)))

    def test_texts_are_what_they_were(self):
        """But for what XML cannot hold, and for line ends in attributes, which XML makes spaces."""
        case = next(iter(next(iter(self.read(results.hostile_submission())))))
        self.assertEqual(case.name, "check_1: " + self.in_xml(HOSTILE).replace("\n", " "))
        self.assertIn(self.in_xml(HOSTILE), case.result[0].text)
        self.assertEqual(case._elem.get("file"), "sub dir/cart:lock,100%.c")

    @staticmethod
    def in_xml(text):
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)

    @unittest.skipUnless(shutil.which("xmllint"), "libxml2-utils is not installed")
    def test_libxml2_reads_it_too(self):
        path = self.write("results.xml", self.report("junit", results.sample_class()))
        done = subprocess.run(["xmllint", "--noout", "--nonet", path], capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Markdown(Report):
    """As GitHub renders it: cmark-gfm is GitHub's own renderer."""

    ALLOWED = set("h2 h3 h4 p table thead tbody tr th td pre code strong".split())

    class Reader(html.parser.HTMLParser):
        def __init__(self):
            super().__init__()
            self.tags, self.texts, self.open = [], [], []

        def handle_starttag(self, tag, attributes):
            self.tags.append(tag)
            self.open.append(tag)
            self.texts.append([tag, ""])

        def handle_endtag(self, tag):
            self.open.remove(tag)

        def handle_data(self, data):
            if self.texts:
                self.texts[-1][1] += data

    def read(self, value):
        if not shutil.which("cmark-gfm"):
            self.skipTest("cmark-gfm is not installed")
        command = ["cmark-gfm", "--unsafe", "--validate-utf8"]
        for extension in ("table", "autolink", "strikethrough", "tasklist"):
            command += ["-e", extension]
        rendered = subprocess.run(command, input=self.report("markdown", value), capture_output=True,
                                  check=True, encoding="utf-8").stdout
        reader = self.Reader()
        reader.feed(rendered)
        self.assertEqual(set(reader.tags) - self.ALLOWED, set())
        return reader

    def test_texts_of_strangers_stay_texts(self):
        reader = self.read(results.hostile_submission())
        titles = [text for tag, text in reader.texts if tag == "h4"]
        self.assertEqual(len(titles), 2)
        for title in titles:
            self.assertIn("</script><img src=x onerror=\"window.pwned=1\">]]> & \"quoted\" 'so' | **bold** "
                          "[link](javascript:alert(1)) @everybody www.example.com https://example.com/ `code`", title)
            self.assertIn(VISIBLE, title)

    def test_excerpts_stay_in_their_fences(self):
        reader = self.read(results.hostile_submission())
        fenced = [text for tag, text in reader.texts if tag == "code"]
        self.assertTrue(any("\n::error::forged\n" in text and "\n# heading" in text for text in fenced))

    def test_tables_have_a_row_a_check_and_a_row_a_student(self):
        reader = self.read(results.hostile_submission())
        self.assertEqual(reader.tags.count("tr"), 1 + 4)
        self.assertEqual(reader.tags.count("td"), 4 * 4)
        reader = self.read(results.sample_class())
        self.assertEqual(reader.tags.count("tr"), 1 + 3)
        self.assertEqual(reader.tags.count("td"), 3 * 4)

    def test_a_summary_is_below_what_github_takes(self):
        """1 MiB a step; the longest results are of many checks with long excerpts and stories."""
        long = results.check(1, excerpt="x" * 70 + "\n" * 60, story=results.story(60))
        value = results.submission("e", [dict(long, id="c%d" % i) for i in range(30)])
        self.assertLess(len(self.report("markdown", value).encode()), 1 << 20)


class GitHub(Report):
    """Lines are read as actions/runner reads them (ActionCommand.cs, ActionCommandManager.cs)."""

    COMMANDS = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path", "set-env",
                "set-output", "save-state", "add-matcher", "remove-matcher", "echo", "stop-commands"}
    CODES = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))

    def decode(self, text, codes):
        for code, plain in codes:
            text = text.replace(code, plain)
        return text

    def command(self, line):
        """(name, properties, message), or None."""
        line = line.lstrip()
        if line.startswith("::") and "::" in line[2:]:
            head, message = line[2:].split("::", 1)
            name, _, rest = head.partition(" ")
            pairs = [p.split("=", 1) for p in rest.strip().split(",") if "=" in p]
            message = self.decode(message, [c for c in self.CODES if c[0] not in ("%3A", "%2C")])
            return name, {k: self.decode(v, self.CODES) for k, v in pairs}, message
        if "##[" in line:  # the old way, anywhere in a line
            head, close, message = line.split("##[", 1)[1].partition("]")
            name = head.split(" ")[0]
            return (name, {}, message) if close and name in self.COMMANDS else None
        return None

    def obeyed(self, text):
        """The commands that the runner carries out."""
        stopped, done = None, []
        for line in re.split("\r\n|\n|\r", text):
            command = self.command(line)
            if stopped:
                stopped = None if command and command[0] == stopped else stopped
            elif command and command[0] == "stop-commands":
                stopped = command[2]
            elif command:
                done.append(command)
        self.assertIsNone(stopped, "commands stay stopped")
        return done

    def test_a_stranger_commands_nothing(self):
        done = self.obeyed(self.report("github", results.hostile_submission()))
        self.assertEqual([c[0] for c in done], ["error", "error", "warning"])
        for name, properties, message in done:
            self.assertEqual(set(properties), {"file", "line", "endLine", "title"})
            self.assertEqual(properties["file"], "sub dir/cart:lock,100%.c")
            self.assertIn("\n::error::forged\n##[error]forged\n", message)
            self.assertIn("%0A%25", message)
            self.assertIn(VISIBLE, message)

    def test_no_more_than_github_shows(self):
        value = results.submission("e", [results.check(i) for i in range(25)])
        done = self.obeyed(self.report("github", value))
        self.assertEqual([c[0] for c in done], ["error"] * 10 + ["notice"])
        self.assertIn("15 more", done[-1][2])

    def test_the_token_is_a_new_one_each_time(self):
        value = results.hostile_submission()
        tokens = {re.search(r"^::stop-commands::([0-9a-f]{32})$", self.report("github", value), re.M).group(1)
                  for _ in range(3)}
        self.assertEqual(len(tokens), 3)


class LearningPlatforms(Report):
    def test_gradescope(self):
        for value in (results.hostile_submission(), results.error()):
            told = json.loads(self.report("gradescope", value))
            self.validate(told, os.path.join(SCHEMAS, "gradescope.json"))
        told = json.loads(self.report("gradescope", results.hostile_submission()))
        self.assertEqual(told["score"], sum(t["score"] for t in told["tests"]))
        self.assertEqual([t["status"] for t in told["tests"]], ["failed", "failed", "passed", "passed"])
        self.assertIn("2 hidden", told["output"])
        told = json.loads(self.report("gradescope", results.error()))
        self.assertFalse("score" in told or any("score" in t for t in told["tests"]))

    def test_prairielearn(self):
        for value in (results.hostile_submission(), results.error()):
            told = json.loads(self.report("prairielearn", value))
            self.validate(told, os.path.join(SCHEMAS, "prairielearn.json"))
            self.assertEqual(told["gradable"], value["verdict"] != "error")
        told = json.loads(self.report("prairielearn", results.hostile_submission()))
        self.assertEqual(told["score"], sum(t["points"] for t in told["tests"]) / sum(t["max_points"] for t in told["tests"]))

    def test_prairielearn_takes_one_megabyte(self):
        long = "\U0001f393" * 50000
        value = results.submission("e", [results.check(i, excerpt=long, message=long) for i in range(400)])
        text = self.report("prairielearn", value)
        self.assertLessEqual(len(text.encode()), 1000 * 1000)
        self.validate(json.loads(text), os.path.join(SCHEMAS, "prairielearn.json"))
        self.assertNotIn("\ufffd", text)

    def test_rejected_is_never_everything(self):
        """A fault that costs no points still leaves less than the whole."""
        value = results.submission("e", [results.check(1, "passed"), results.check(2, max_points=0)])
        self.assertLess(json.loads(self.report("prairielearn", value))["score"], 1)

    def test_autolab_finds_its_lines(self):
        lines = self.report("autolab", results.hostile_submission()).rstrip("\n").split("\n")
        self.assertEqual(len(lines), 2)
        self.assertEqual(json.loads(lines[-1]), {"scores": {"cart_lock": 2}})
        feedback = json.loads(lines[0])
        self.assertEqual(feedback["_presentation"], "semantic")
        stage, = feedback["stages"]
        self.assertEqual([t["passed"] for t in feedback[stage].values()], [False, False, True, True])
        self.assertTrue(all(isinstance(t.get("hint", ""), str) for t in feedback[stage].values()))

    def test_autolab_sees_no_score_where_there_is_none(self):
        lines = self.report("autolab", results.error(why='{"scores": {"cart_lock": 9}}')).strip().split("\n")
        with self.assertRaises(ValueError):
            json.loads(lines[-1])

    def test_vpl_finds_one_grade_and_one_block(self):
        """The last grade counts; comments stand between the two tags (vpl_submission.class.php)."""
        lines = self.report("vpl", results.hostile_submission()).rstrip("\n").split("\n")
        self.assertEqual([l for l in lines if ":=>>" in l.replace(":=>> ", "")], ["Grade :=>>2.00"])
        self.assertEqual((lines[0], lines[-2]), ("<|--", "--|>"))
        for line in lines[1:-2]:
            self.assertIn(line[0], "->")
            self.assertFalse(line.startswith(("--|>", "<|--")))
        self.assertNotIn("Grade", self.report("vpl", results.error()))


class Tables(Report):
    FORMULA = re.compile(r"^[\s\x00-\x20]*[=+\-@\uff1d\uff0b\uff0d\uff20]")

    def read(self, format, value):
        text = self.report(format, value)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.assertEqual(text.count("\r\n"), len(rows))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        return rows

    def test_csv(self):
        rows = self.read("csv", results.sample_class())
        self.assertEqual(rows[0], ["student", "cart_lock", "countdown", "total", "maximum"])
        self.assertEqual(rows[1][0], "ada")
        self.assertEqual(rows[2], ["Zoë; the \"second\"", "missing", "error", "0.00", "6.00"])
        self.assertTrue(rows[3][0].startswith("'=cmd|"))

    def test_canvas(self):
        rows = self.read("canvas", results.sample_class())
        self.assertEqual(rows[0][:5], ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"])
        self.assertEqual(rows[1][0], "    Points Possible")
        self.assertEqual(rows[3][5:], ["", ""])  # neither missing nor in error is a zero

    def test_no_cell_is_a_formula(self):
        names = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "\uff0b1", "\u00a0=1"]
        value = results.a_class([(name, {"e": results.submission("e", [results.check(1, "passed")])})
                                 for name in names])
        for format in ("csv", "canvas", "moodle"):
            for row in self.read(format, value):
                for cell in row:
                    if not re.fullmatch(r"-?\d+(\.\d+)?|-", cell):
                        self.assertIsNone(self.FORMULA.match(cell), (format, cell))


if __name__ == "__main__":
    tap.main()
