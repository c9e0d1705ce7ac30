#!/usr/bin/python3
"""The HTML report in a real browser.

With GRADER_SCREENSHOTS=FOLDER the pictures are kept there, for people to look at.
"""

import atexit
import functools
import json
import os
import unittest

import chromium
import results
import tap

BROWSER = chromium.find()
WIDTHS = {"desktop": (1280, 900, False), "phone": (390, 844, True)}


@functools.cache
def browser():
    """One for all tests: it takes a while to start."""
    opened = chromium.Browser(BROWSER)
    atexit.register(opened.close)
    return opened


@unittest.skipUnless(BROWSER, "no chromium is installed")
class Page(tap.Case):
    def setUp(self):
        super().setUp()
        self.browser = browser()
        self.browser.complaints.clear()
        self.browser.requests.clear()
        self.browser.media()
        self.browser.call("Emulation.setScriptExecutionDisabled", value=False)
        self.browser.size(*WIDTHS["desktop"])

    def page(self, value, fragment="", source=None):
        """Opens the report of a result, or of a class."""
        if source:
            value["submission"] = self.write("cart_lock.c", source)
        html = tap.grader("report", "--format", "html", results.write(self.path("r.json"), value))
        self.address = "file://" + self.write("r.html", html)
        self.browser.open(self.address + fragment)

    def ask(self, expression):
        return self.browser.ask(expression)

    def count(self, selector):
        return self.ask("document.querySelectorAll(%s).length" % json.dumps(selector))

    def shown(self, selector):
        """How many of them take up room on the page."""
        return self.ask("[...document.querySelectorAll(%s)].filter(e => e.getClientRects().length).length"
                        % json.dumps(selector))

    def click(self, label):
        self.ask("[...document.querySelectorAll('button')].find(b => b.textContent === %s).click()"
                 % json.dumps(label))


def failing():
    """Three failed checks, of which two are shown by the same steps and the same lines."""
    same = {"story": results.story(40), "excerpt": "> 1.000 s  thread 2  Hello\n  2.000 s  thread 3  Goodbye"}
    return results.submission("cart_lock", [results.check(1, **same), results.check(2, **same), results.check(3),
                                            results.check(4, "passed")])


SOURCE = "".join("int line_%d; /* %s */\n" % (i, "long " * 40) for i in range(1, 60))


class Looks(Page):
    """At every width and in both schemes: no complaint, nothing beside the page, nothing fetched."""

    def look(self, name, value, fragment="", source=None):
        for width, size in WIDTHS.items():
            for scheme in ("light", "dark"):
                self.browser.size(*size)
                self.browser.media(prefers_color_scheme=scheme)
                self.page(value, fragment, source)
                self.assertEqual(self.ask("document.documentElement.scrollWidth"), size[0], (width, scheme))
                self.assertEqual(self.ask("innerWidth"), size[0], (width, scheme))
                folder = os.environ.get("GRADER_SCREENSHOTS")
                if folder:
                    self.browser.screenshot(os.path.join(folder, "%s-%s-%s.png" % (name, width, scheme)))
        self.assertEqual(self.browser.complaints, [])
        elsewhere = [r for r in self.browser.requests if not r.startswith(("file://", "about:"))]
        self.assertEqual(elsewhere, [])

    def test_a_submission(self):
        self.look("submission", failing(), source=SOURCE)

    def test_a_class(self):
        self.look("class", results.sample_class())

    def test_a_student(self):
        self.look("student", results.sample_class(), "#s0")

    def test_texts_of_strangers(self):
        self.look("hostile", results.sample_class(), "#s2", source=None)

    def test_a_large_class(self):
        right = results.submission("x" * 60, [results.check(1, "passed")])
        names = ["e%d" % i for i in range(12)]
        self.look("large", results.a_class([("student_%d" % i, {n: dict(right, exercise=n) for n in names})
                                            for i in range(60)]))

    def test_a_real_one(self):
        if not tap.sandbox_works():
            self.skipTest("bubblewrap cannot make namespaces here")
        graded = tap.grader("check", "cart_lock", "tests/class/kofi/cart_lock.c", "--format", "json",
                            status=1, cwd=tap.ROOT)
        value = json.loads(graded)
        with open(os.path.join(tap.ROOT, value["submission"])) as file:
            self.look("real", value, source=file.read())
        self.assertGreater(self.count("table.story tbody tr"), 3)
        self.assertGreater(self.count(".timeline svg rect"), 2)
        self.assertGreater(self.count(".source .m"), 0)

    def test_colours_can_be_told_apart(self):
        """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
        pairs = [("ink", "page"), ("ink", "card"), ("soft", "page"), ("soft", "card"), ("ink", "bad-soft"),
                 ("soft", "bad-soft"), ("bad", "bad-soft"), ("good", "good-soft"), ("odd", "odd-soft"),
                 ("accent", "card"), ("accent", "bad-soft"), ("ink", "code"), ("soft", "code"), ("bad", "card"),
                 ("good", "card"), ("odd", "card")]

        def light(colour):
            colour = colour.strip().lstrip("#")
            parts = colour if len(colour) == 6 else "".join(2 * c for c in colour)
            values = [int(parts[i:i + 2], 16) / 255 for i in (0, 2, 4)]
            linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        for scheme in ("light", "dark"):
            self.browser.media(prefers_color_scheme=scheme)
            self.page(failing())
            value = lambda name: self.ask(
                "getComputedStyle(document.documentElement).getPropertyValue('--%s')" % name)
            for text, ground in pairs:
                a, b = sorted((light(value(text)), light(value(ground))))
                self.assertGreaterEqual((b + 0.05) / (a + 0.05), 4.5, (scheme, text, ground))


class Safety(Page):
    def test_texts_of_strangers_stay_texts(self):
        self.page(results.hostile_submission(), source=results.HOSTILE)
        self.assertEqual(self.count("img, [onerror], [style], main script"), 0)
        self.assertEqual(self.count("script"), 1)
        self.assertIsNone(self.ask("window.pwned"))
        title = self.ask("document.querySelector('.failed h3').textContent")
        self.assertIn('</script><img src=x onerror="window.pwned=1">', title)
        self.assertNotIn("\u202e", self.ask("document.body.textContent"))

    def test_the_policy_lets_nothing_else_run(self):
        self.page(failing())
        policy = self.ask("document.querySelector('meta[http-equiv]').content")
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.ask("""(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';
                 document.body.append(s); document.body.innerHTML += '<b id=b style="color: red" onclick="window.ran = 2">';
                 document.getElementById('b').click(); })()""")
        self.assertIsNone(self.ask("window.ran"))
        self.assertNotEqual(self.ask("getComputedStyle(document.getElementById('b')).color"), "rgb(255, 0, 0)")
        self.assertFalse(self.ask("fetch('data:,x').then(() => true, () => false)"))


class Story(Page):
    AT = "[...document.querySelectorAll('.story tbody tr')].findIndex(r => r.classList.contains('at'))"

    def setUp(self):
        super().setUp()
        self.page(failing(), source=SOURCE)

    def test_the_same_steps_and_lines_are_shown_once(self):
        self.assertEqual(self.count(".failed"), 3)
        self.assertEqual(self.count("table.story"), 1)
        self.assertEqual(self.ask("[...document.querySelectorAll('.failed pre')].filter(p => "
                                  "p.textContent.includes('thread 2  Hello')).length"), 1)
        targets = self.ask("[...document.querySelectorAll('.again a')].map(a => a.getAttribute('href'))")
        self.assertEqual(len(targets), 2)
        for target in targets:
            self.assertEqual(self.count(target + " table.story"), 1)

    def test_all_is_shown_at_first(self):
        self.assertEqual(self.ask(self.AT), -1)
        self.assertEqual(self.count(".story .later"), 0)

    def test_buttons_step(self):
        for expected in range(3):
            self.click("Next")
            self.assertEqual(self.ask(self.AT), expected)
            self.assertEqual(self.count(".story .later"), 39 - expected)
        self.click("Back")
        self.assertEqual(self.ask(self.AT), 1)
        self.assertEqual(self.ask("document.querySelector('.steps output').textContent"), "step 2 of 40")
        self.click("All")
        self.assertEqual(self.count(".story .later"), 0)

    def test_the_ends_have_no_button_to_go_on(self):
        off = "[...document.querySelectorAll('.steps button:disabled')].map(b => b.textContent)"
        self.click("First")
        self.assertEqual(self.ask(off), ["Back"])
        for _ in range(39):
            self.click("Next")
        self.assertEqual(self.ask(off), ["Next"])

    def test_keys_step_and_the_step_is_in_sight(self):
        self.ask("document.querySelector('.schedule').focus()")
        for _ in range(30):
            self.browser.key("ArrowDown")
        self.assertEqual(self.ask(self.AT), 29)
        inside = """(() => { const at = document.querySelector('.story .at').getBoundingClientRect(),
                    box = document.querySelector('.schedule').getBoundingClientRect(),
                    head = document.querySelector('.story thead').getBoundingClientRect();
                    return at.top >= head.bottom - 1 && at.bottom <= box.bottom + 1; })()"""
        self.assertTrue(self.ask(inside))
        for _ in range(40):
            self.browser.key("ArrowUp")
        self.assertEqual(self.ask(self.AT), 0)
        self.assertTrue(self.ask(inside))

    def test_the_line_of_the_step_is_marked_in_the_source(self):
        self.click("First")
        self.click("Next")
        self.assertTrue(self.ask("document.querySelector('.source .now').textContent").startswith("int line_2;"))

    def test_a_phone_shows_whose_step_it_is(self):
        self.browser.size(*WIDTHS["phone"])
        self.browser.open(self.address)
        self.assertEqual(self.shown(".story thead"), 0)
        self.assertEqual(self.shown(".story td:empty"), 0)
        names = "[...document.querySelectorAll('.story td[data-who]')].map(t => getComputedStyle(t, '::before').content)"
        self.assertEqual(self.ask(names)[:2], ['"the main thread"', '"thread 2 (add)"'])

    def test_without_the_script_it_is_a_table(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.open(self.address)
        self.assertEqual(self.count(".steps"), 0)
        self.assertEqual(self.shown(".story tbody tr"), 40)

    def test_paper_has_all_of_it(self):
        self.click("First")
        self.browser.media("print")
        self.assertEqual(self.shown(".steps"), 0)
        for selector in (".source", ".schedule"):
            self.assertEqual(self.ask("getComputedStyle(document.querySelector('%s')).maxHeight" % selector), "none")
        self.assertEqual(self.ask("getComputedStyle(document.querySelector('.story .later td')).opacity"), "1")


class Timeline(Page):
    def test_labels_do_not_overlap_and_stay_inside(self):
        self.page(failing())
        boxes = self.ask("""[...document.querySelectorAll('.timeline text')].map(t => {
            const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height, t.textContent]; })""")
        self.assertGreater(len(boxes), 8)
        for i, a in enumerate(boxes):
            self.assertGreaterEqual(a[0], 0, a)
            self.assertLessEqual(a[2], 960, a)
            for b in boxes[:i]:
                self.assertFalse(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3], (a, b))

    def test_it_is_told_in_words_too(self):
        self.page(failing())
        self.assertIn("lines printed", self.ask("document.querySelector('.timeline svg').getAttribute('aria-label')"))
        self.assertEqual(self.ask("document.querySelectorAll('details details tbody tr').length"), 12)

    def test_the_case_that_failed_is_open(self):
        value = failing()
        value["timelines"] = [dict(results.timeline(), case="other"), results.timeline()]
        self.page(value)
        opened = self.ask("[...document.querySelectorAll('details[open] > summary')].map(s => s.textContent)")
        self.assertIn("What happened when: case notebook", opened)
        self.assertNotIn("What happened when: case other", opened)


class Class(Page):
    def setUp(self):
        super().setUp()
        self.page(results.sample_class())

    def test_a_student_has_a_page(self):
        self.assertEqual(self.shown("#overview"), 1)
        self.assertEqual(self.shown(".student"), 0)
        self.browser.open(self.address + "#s0")
        self.assertEqual(self.shown("#overview"), 0)
        self.assertEqual(self.shown(".student"), 1)
        self.browser.open(self.address + "#s0e1")  # an exercise of the student
        self.assertEqual(self.shown(".student"), 1)

    def test_students_are_found_and_sorted(self):
        first = "document.querySelector('.sortable tbody tr:not([hidden])').cells[0].textContent"
        self.ask("""(() => { const f = document.querySelector('input[type=search]'); f.value = 'ADA';
                 f.dispatchEvent(new Event('input')); })()""")
        self.assertEqual(self.shown(".sortable tbody tr"), 1)
        self.assertEqual(self.ask(first), "ada")
        self.ask("""(() => { const f = document.querySelector('input[type=search]'); f.value = '';
                 f.dispatchEvent(new Event('input')); })()""")
        self.click("Total")
        self.assertEqual(self.ask("document.querySelector('th[aria-sort]').textContent"), "Total")
        totals = "[...document.querySelectorAll('.sortable tbody tr')].map(r => +r.cells[r.cells.length - 1].dataset.sort)"
        self.assertEqual(self.ask(totals), sorted(self.ask(totals), reverse=True))

    def test_a_class_without_faults_is_told_so(self):
        right = results.submission("countdown", [results.check(1, "passed")])
        self.page(results.a_class([("ada", {"countdown": right}), ("bob", {"countdown": right})]))
        self.assertEqual(self.ask("[...document.querySelectorAll('.card p')].filter(p => p.textContent === 'None.').length"), 2)

    def test_every_bar_can_be_seen(self):
        widths = self.ask("[...document.querySelectorAll('svg.share')].map(s => s.getBoundingClientRect().width)")
        self.assertTrue(widths and min(widths) > 30, widths)


if __name__ == "__main__":
    tap.main()
