#include "gradebook/schema.h"

const char *const gradebook_migrations[] = {
    "CREATE TABLE students ("
    "  id INTEGER PRIMARY KEY,"
    "  name TEXT NOT NULL UNIQUE);"

    /* What was handed in, by what is in it: the same file of two students stands here once. */
    "CREATE TABLE submissions ("
    "  id INTEGER PRIMARY KEY,"
    "  exercise TEXT NOT NULL,"
    "  file TEXT NOT NULL,"
    "  content TEXT NOT NULL,"
    "  UNIQUE (exercise, content, file));"

    /* Who handed in what, and when the grader saw it first: the order of attempts. */
    "CREATE TABLE attempts ("
    "  id INTEGER PRIMARY KEY,"
    "  student INTEGER NOT NULL REFERENCES students (id),"
    "  submission INTEGER NOT NULL REFERENCES submissions (id),"
    "  seen_at INTEGER NOT NULL,"
    "  UNIQUE (student, submission));"

    /* What a result depends on besides the submission. */
    "CREATE TABLE terms ("
    "  id INTEGER PRIMARY KEY,"
    "  spec TEXT NOT NULL,"
    "  grader TEXT NOT NULL,"
    "  compiler TEXT NOT NULL,"
    "  engines INTEGER NOT NULL,"
    "  UNIQUE (spec, grader, compiler, engines));"

    "CREATE TABLE results ("
    "  id INTEGER PRIMARY KEY,"
    "  submission INTEGER NOT NULL REFERENCES submissions (id),"
    "  terms INTEGER NOT NULL REFERENCES terms (id),"
    "  accepted INTEGER NOT NULL,"
    "  score REAL NOT NULL,"
    "  max_score REAL NOT NULL,"
    "  graded_at INTEGER NOT NULL,"
    "  result TEXT NOT NULL," /* the whole, as `check --format json` prints it */
    "  UNIQUE (submission, terms));"

    /* For questions such as: which check is the hardest? */
    "CREATE TABLE checks ("
    "  result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,"
    "  id TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  status TEXT NOT NULL,"
    "  points REAL NOT NULL,"
    "  max_points REAL NOT NULL,"
    "  test_case TEXT,"
    "  engine TEXT,"
    "  message TEXT,"
    "  PRIMARY KEY (result, id)) WITHOUT ROWID;"
    "CREATE INDEX attempts_by_submission ON attempts (submission);",

    /* When the file was last there, in microseconds: who goes back to an older one has handed in
       that one. */
    "ALTER TABLE attempts ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;",

    /* What is told of a check, so that a report of the whole class need not take each result apart;
       place: its number in the result. Findings are the places in the source that a check names. */
    "ALTER TABLE checks ADD COLUMN place INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE checks ADD COLUMN title TEXT;"
    "ALTER TABLE checks ADD COLUMN hint TEXT;"
    "ALTER TABLE checks ADD COLUMN excerpt TEXT;"
    "CREATE TABLE findings ("
    "  result INTEGER NOT NULL REFERENCES results (id) ON DELETE CASCADE,"
    "  place INTEGER NOT NULL," /* of the check */
    "  number INTEGER NOT NULL,"
    "  file TEXT,"
    "  line INTEGER NOT NULL,"
    "  function TEXT,"
    "  PRIMARY KEY (result, place, number)) WITHOUT ROWID;",
};

const size_t gradebook_version = sizeof gradebook_migrations / sizeof *gradebook_migrations;
