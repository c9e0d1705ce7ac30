"""Results as the grader writes them (docs/formats.md), with what a stranger could put into them."""

import json

# In one text what each format has to escape: XML, Markdown, workflow commands, VPL tags, terminals,
# and, first, what a spreadsheet takes for a formula.
HOSTILE = ("=cmd|' /C calc'!A0 </script><img src=x onerror=\"window.pwned=1\">]]> & \"quoted\" 'so' "
           "| **bold** [link](javascript:alert(1)) @everybody www.example.com https://example.com/ `code` ~~~ "
           "\n::error::forged\n##[error]forged\n::stop-commands::x\nGrade :=>>100\n<|--\n--|>\n"
           "{\"scores\": {\"all\": 100}}\n``` \n# heading\r\n%0A%25 \x1b[2Jred\x07 \u202egnp.exe \ufffe\U0001f393 é")


def check(number, status="failed", **more):
    """One entry of `checks`."""
    entry = {"id": "check_%d" % number, "kind": "output", "title": "Check number %d" % number,
             "status": status, "points": 0 if status == "failed" else 1, "max_points": 1, "case": None,
             "engine": None, "seed": None, "message": None, "expected": None, "seen": None,
             "excerpt": None, "hint": None, "locations": [], "hidden": False, "cases": 3,
             "failed_cases": 0, "failed_hidden_cases": 0, "story": None}
    if status == "failed":
        entry.update({"case": "notebook", "engine": "native", "message": "expected this, but that",
                      "failed_cases": 1, "hint": "Look at `main`.",
                      "locations": [{"file": "cart_lock.c", "line": 3, "function": "main"}]})
    entry.update(more)
    return entry


def story(steps=20, text="reads total = 0"):
    return {"columns": ["the main thread", "thread 2 (add)", "thread 3 (add)"],
            "steps": [{"column": i % 3, "time_ns": 10**9 * (i // 7), "file": None, "line": i % 9 + 1,
                       "source": "total = total + 1;", "what": text, "repeats": 1, "switch": i % 4 == 3,
                       "broken": i == steps - 1} for i in range(steps)],
            "broken": "An item is lost.", "choices": "1,0,2", "seed": 7, "schedule": 12, "switches": 3}


def timeline(lines=8, text="Goodbye to: Devansh"):
    """Two lanes that print many lines close to one another and to the end."""
    events = [{"kind": "wait", "lane": 1, "from_ns": 0, "to_ns": 10**9, "text": None}]
    events += [{"kind": "line", "lane": i % 2, "from_ns": at, "to_ns": at, "text": text}
               for i, at in enumerate(10**9 + i * 10**9 // 6 for i in range(lines))]
    events += [{"kind": "line", "lane": 1, "from_ns": 2500000000 - d, "to_ns": 2500000000 - d, "text": text}
               for d in (3, 2, 1)]
    return {"case": "notebook", "args": ["Abhi:Books"], "end": "exited", "total_ns": 2500000000,
            "lanes": [{"name": "main thread", "parent": None, "process": True, "from_ns": 0, "to_ns": 2500000000},
                      {"name": "thread 2", "parent": 0, "process": False, "from_ns": 100, "to_ns": 2500000000}],
            "events": events, "left_out": 0}


def submission(exercise, checks, path="cart_lock.c", **more):
    """The object of one submission."""
    entry = {"schema": 1, "exercise": exercise, "title": "One cart, many hands", "submission": path,
             "verdict": "rejected" if any(c["status"] == "failed" for c in checks) else "accepted",
             "score": sum(c["points"] for c in checks), "max_score": sum(c["max_points"] for c in checks),
             "checks": checks, "hidden_cases": 2, "diagnostics": [], "timelines": [timeline()],
             "notes": [], "isolation": "bubblewrap", "compiler": "gcc"}
    entry.update(more)
    return entry


def hostile_submission(exercise="cart_lock", path="sub dir/cart:lock,100%.c"):
    """Every text in it is HOSTILE."""
    h = HOSTILE
    checks = [check(1, title=h, message=h, expected=h, seen=h, excerpt=h, hint=h, kind="race",
                    locations=[{"file": h, "line": 3, "function": h}]),
              check(2, title=h, message=h, excerpt=h, hint=h,
                    story=dict(story(text=h), columns=[h, h, h], broken=h, choices=h)),
              check(3, "skipped", title=h, message=h), check(4, "passed", title=h)]
    checks[1]["story"]["steps"][2]["source"] = h
    line = timeline(text=h)
    line["args"], line["lanes"][1]["name"] = [h], h
    return submission(exercise, checks, path, title=h, timelines=[line], notes=[h], compiler=h,
                      diagnostics=[{"severity": "warning", "line": 2, "column": 1, "message": h,
                                    "source_line": h}])


def error(exercise="cart_lock", why="no memory", path="cart_lock.c"):
    return {"schema": 1, "exercise": exercise, "submission": path, "verdict": "error", "error": why}


def a_class(students):
    """results.json: `students` is a list of (name, {exercise: result or None})."""
    exercises = sorted({e for _, work in students for e in work})
    results = []
    for name, work in students:
        for exercise in exercises:
            result = work.get(exercise)
            status = "missing" if not result else "error" if result["verdict"] == "error" else "graded"
            results.append({"student": name, "exercise": exercise, "status": status, "result": result})
    total = lambda work: sum(r["score"] for r in work.values() if r and "score" in r)
    most = {e: max((w[e]["max_score"] for _, w in students if w.get(e) and "score" in w[e]), default=0)
            for e in exercises}
    return {"schema": 1,
            "students": [{"name": n, "score": total(w), "max_score": sum(most.values())} for n, w in students],
            "exercises": [{"name": e, "max_score": most[e]} for e in exercises],
            "results": results, "ignored": [], "alike": []}


def sample_class():
    """Right, wrong, missing, not gradable, hostile."""
    right = submission("countdown", [check(1, "passed"), check(2, "passed")], "ada/countdown.c")
    wrong = submission("cart_lock", [check(1), check(2, "passed"), check(3, "skipped", message="no way")],
                       "ada/cart_lock.c")
    return a_class([("ada", {"cart_lock": wrong, "countdown": right}),
                    ("Zoë; the \"second\"", {"cart_lock": None, "countdown": error("countdown")}),
                    (HOSTILE, {"cart_lock": hostile_submission(), "countdown": right})])


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
    return path
