/*
 * Write-ahead logging lets two batches use one gradebook at once: readers never
 * wait, and a writer waits its turn. Each result is one transaction, begun as a
 * writer (BEGIN IMMEDIATE), so that nobody finds out in the middle that another
 * was first. A batch that is killed leaves the transactions that were done.
 */
#include "gradebook/gradebook.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "gradebook/schema.h"
#include "report/json.h"
#include "report/report.h"

#define BUSY_MS 60000
#define STEP_MS 20

enum statement {
    BEGIN,
    BEGIN_READING,
    COMMIT,
    ROLLBACK,
    ADD_STUDENT,
    ADD_SUBMISSION,
    ADD_ATTEMPT,
    ADD_TERMS,
    FIND_RESULT,
    READ_TEXT,
    READ_CHECKS,
    READ_FINDINGS,
    FIND_LAST,
    DROP_RESULT,
    ADD_RESULT,
    ADD_CHECK,
    ADD_FINDING,
    EACH_RESULT,
    STATEMENTS
};

#define OF_SUBMISSION                                                                              \
    "(SELECT id FROM submissions WHERE exercise = ?1 AND content = ?2 AND file = ?3)"
#define OF_TERMS                                                                                   \
    "(SELECT id FROM terms WHERE spec = ?4 AND grader = ?5 AND compiler = ?6 AND engines = ?7)"

static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [BEGIN_READING] = "BEGIN",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [ADD_STUDENT] = "INSERT INTO students (name) VALUES (?1) ON CONFLICT DO NOTHING",
    [ADD_SUBMISSION] = "INSERT INTO submissions (exercise, content, file) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT DO NOTHING",
    [ADD_ATTEMPT] = "INSERT INTO attempts (student, submission, seen_at, last_seen_at) VALUES "
                    "((SELECT id FROM students WHERE name = ?4), " OF_SUBMISSION ", ?5, ?6) "
                    "ON CONFLICT DO UPDATE SET last_seen_at = ?6",
    [ADD_TERMS] = "INSERT INTO terms (spec, grader, compiler, engines) VALUES (?4, ?5, ?6, ?7) "
                  "ON CONFLICT DO NOTHING",
    [FIND_RESULT] =
        "SELECT accepted, score, max_score,"
        " (SELECT count(*) FROM checks WHERE result = results.id),"
        " (SELECT count(*) FROM checks WHERE result = results.id AND status = 'failed'),"
        " (SELECT count(*) FROM checks WHERE result = results.id AND status = 'skipped') "
        "FROM results WHERE submission = " OF_SUBMISSION " AND terms = " OF_TERMS
        " AND json_valid(result)",
    [READ_TEXT] = "SELECT id, json_set(result, '$.submission', ?8) FROM results "
                  "WHERE submission = " OF_SUBMISSION " AND terms = " OF_TERMS,
    [READ_CHECKS] = "SELECT place, id, kind, status, title, message, hint, excerpt FROM checks "
                    "WHERE result = ?1 ORDER BY place",
    [READ_FINDINGS] = "SELECT file, line, function FROM findings "
                      "WHERE result = ?1 AND place = ?2 ORDER BY number",
    [FIND_LAST] =
        "SELECT result FROM results WHERE submission = " OF_SUBMISSION " ORDER BY id DESC LIMIT 1",
    [DROP_RESULT] =
        "DELETE FROM results WHERE submission = " OF_SUBMISSION " AND terms = " OF_TERMS,
    [ADD_RESULT] = "INSERT INTO results (submission, terms, accepted, score, max_score, graded_at, "
                   "result) VALUES (" OF_SUBMISSION ", " OF_TERMS ", ?8, ?9, ?10, ?11, ?12)",
    [ADD_CHECK] = "INSERT INTO checks (result, id, kind, status, points, max_points, test_case, "
                  "engine, message, place, title, hint, excerpt) "
                  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [ADD_FINDING] = "INSERT INTO findings (result, place, number, file, line, function) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [EACH_RESULT] =
        "SELECT (SELECT result FROM results WHERE submission = newest.submission "
        "        ORDER BY id DESC LIMIT 1) AS result, student, exercise "
        "FROM (SELECT students.name AS student, exercise, submission, row_number() OVER "
        "        (PARTITION BY student, exercise ORDER BY last_seen_at DESC, attempts.id DESC) "
        "        AS place "
        "      FROM attempts JOIN students ON students.id = attempts.student "
        "      JOIN submissions ON submissions.id = attempts.submission) AS newest "
        "WHERE place = 1 AND result IS NOT NULL ORDER BY student, exercise",
};

struct gradebook {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[STATEMENTS]; /* made when first used */
};

static int fail(struct gradebook *g, const char *what, struct error *err)
{
    return error_set(err, ERROR_MACHINE, "the gradebook %s cannot be %s: %s", g->path, what,
                     sqlite3_errmsg(g->db));
}

/* ---- opening ---- */

static int execute(struct gradebook *g, const char *sql)
{
    return sqlite3_exec(g->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : -1;
}

/*
 * Where two make one file write-ahead logged at once, SQLite says "busy" to one of them
 * without waiting: each might hold what the other waits for. It has let go of it by then.
 */
static int execute_in_turn(struct gradebook *g, const char *sql)
{
    for (int waited = 0; execute(g, sql) < 0; waited += STEP_MS) {
        if (sqlite3_errcode(g->db) != SQLITE_BUSY || waited >= BUSY_MS)
            return -1;
        sqlite3_sleep(STEP_MS);
    }
    return 0;
}

static int number_of(struct gradebook *g, const char *sql, int64_t *out)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(g->db, sql, -1, &s, NULL) != SQLITE_OK)
        return -1;
    int status = sqlite3_step(s) == SQLITE_ROW ? 0 : -1;
    if (status == 0)
        *out = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return status;
}

static int run_migrations(struct gradebook *g, int64_t from)
{
    for (size_t v = (size_t)from; v < gradebook_version; v++) {
        cleanup_free char *sql =
            xasprintf("%s PRAGMA user_version = %zu; PRAGMA application_id = %d",
                      gradebook_migrations[v], v + 1, GRADEBOOK_APPLICATION_ID);
        if (execute(g, sql) < 0)
            return -1;
    }
    return 0;
}

/* Two that open a new file at once: the second finds it done when its turn has come. */
static int bring_up_to_date(struct gradebook *g, struct error *err)
{
    int64_t version = 0, tables = 0, application = 0;
    if (execute(g, "BEGIN IMMEDIATE") < 0)
        return fail(g, "opened", err);
    if (number_of(g, "PRAGMA user_version", &version) < 0 ||
        number_of(g, "PRAGMA application_id", &application) < 0 ||
        number_of(g, "SELECT count(*) FROM sqlite_schema", &tables) < 0)
        return fail(g, "read", err);
    if (tables > 0 && application != GRADEBOOK_APPLICATION_ID)
        return error_set(err, ERROR_USAGE, "%s is a database, but no gradebook", g->path);
    if (version > (int64_t)gradebook_version)
        return error_set(
            err, ERROR_USAGE,
            "the gradebook %s was written by a newer grader (version %d of its tables; "
            "this one knows %zu)",
            g->path, (int)version, gradebook_version);
    if (run_migrations(g, version) < 0 || execute(g, "COMMIT") < 0)
        return fail(g, "brought up to date", err);
    return 0;
}

static int set_up(struct gradebook *g, struct error *err)
{
    sqlite3_busy_timeout(g->db, BUSY_MS);
    if (execute_in_turn(
            g, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
               "PRAGMA trusted_schema = OFF") < 0) {
        if (sqlite3_errcode(g->db) == SQLITE_NOTADB)
            return error_set(err, ERROR_USAGE, "%s is no gradebook", g->path);
        return fail(g, "opened", err);
    }
    return bring_up_to_date(g, err);
}

struct gradebook *gradebook_open(const char *path, struct error *err)
{
    struct gradebook *g = xcalloc(1, sizeof *g);
    g->path = xstrdup(path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW;
    if (sqlite3_open_v2(path, &g->db, flags, NULL) != SQLITE_OK)
        error_set(err, ERROR_USAGE, "cannot open the gradebook %s: %s", path,
                  g->db ? sqlite3_errmsg(g->db) : "no memory");
    else if (set_up(g, err) == 0)
        return g;
    gradebook_close(g);
    return NULL;
}

void gradebook_close(struct gradebook *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(g->statements[i]);
    sqlite3_close(g->db);
    free(g->path);
    free(g);
}

/* ---- statements ---- */

static sqlite3_stmt *prepare(struct gradebook *g, enum statement which)
{
    sqlite3_stmt **s = &g->statements[which];
    if (!*s && sqlite3_prepare_v3(g->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL) !=
                   SQLITE_OK)
        return NULL;
    return *s;
}

/* Bytes of strangers may be no UTF-8: then they stand there as a blob, and are read back as such.
 */
static void bind_text(sqlite3_stmt *s, int at, const char *text)
{
    sqlite3_bind_text(s, at, text, -1, SQLITE_STATIC);
}

static void bind_key(sqlite3_stmt *s, const struct gradebook_key *key)
{
    bind_text(s, 1, key->exercise);
    bind_text(s, 2, key->content);
    bind_text(s, 3, key->file);
}

static void bind_terms(sqlite3_stmt *s, const struct gradebook_terms *t)
{
    bind_text(s, 4, t->spec);
    bind_text(s, 5, t->grader);
    bind_text(s, 6, t->compiler);
    sqlite3_bind_int64(s, 7, t->engines);
}

static int step(sqlite3_stmt *s)
{
    int status = s ? sqlite3_step(s) : SQLITE_ERROR;
    if (s)
        sqlite3_reset(s);
    return status == SQLITE_DONE || status == SQLITE_ROW ? 0 : -1;
}

static int run(struct gradebook *g, enum statement which)
{
    return step(prepare(g, which));
}

/* ---- reading ---- */

/* The result in the first column. False if it cannot be read any more. */
static bool result_of_row(sqlite3_stmt *s, struct result *out)
{
    const char *text = (const char *)sqlite3_column_text(s, 0);
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    bool good = object && result_from_json(object, out) == 0;
    json_decref(object);
    return good;
}

/* What is no JSON any more is not found: it is graded again. */
int gradebook_find(struct gradebook *g, const struct gradebook_key *key,
                   struct gradebook_summary *out, struct error *err)
{
    sqlite3_stmt *s = prepare(g, FIND_RESULT);
    if (!s)
        return fail(g, "read", err);
    bind_key(s, key);
    bind_terms(s, key->terms);
    int status = sqlite3_step(s);
    if (status == SQLITE_ROW)
        *out = (struct gradebook_summary){.is_kept = true,
                                          .accepted = sqlite3_column_int(s, 0),
                                          .score = sqlite3_column_double(s, 1),
                                          .max_score = sqlite3_column_double(s, 2),
                                          .checks = (size_t)sqlite3_column_int64(s, 3),
                                          .failed = (size_t)sqlite3_column_int64(s, 4),
                                          .skipped = (size_t)sqlite3_column_int64(s, 5)};
    sqlite3_reset(s);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return fail(g, "read", err);
    return status == SQLITE_ROW;
}

static char *take_text(sqlite3_stmt *s, int column)
{
    const char *text = (const char *)sqlite3_column_text(s, column);
    return text ? xstrdup(text) : NULL;
}

/* SQLITE_DONE, or what went wrong. */
static int read_findings(struct gradebook *g, int64_t id, int64_t place, struct check_result *c)
{
    sqlite3_stmt *s = prepare(g, READ_FINDINGS);
    size_t capacity = 0;
    int status = SQLITE_ERROR;
    if (!s)
        return status;
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_int64(s, 2, place);
    while ((status = sqlite3_step(s)) == SQLITE_ROW)
        *GROW(c->locations, c->location_count, capacity) = (struct location){
            .file = take_text(s, 0), .line = sqlite3_column_int(s, 1), .function = take_text(s, 2)};
    sqlite3_reset(s);
    return status;
}

static int read_check(struct gradebook *g, sqlite3_stmt *s, int64_t id, struct result *out)
{
    struct check_result *c = result_add_check(out);
    int kind = check_kind_parse((const char *)sqlite3_column_text(s, 2));
    int status = check_status_parse((const char *)sqlite3_column_text(s, 3));
    if (kind < 0 || status < 0)
        return SQLITE_CORRUPT;
    c->kind = (enum check_kind)kind;
    c->status = (enum check_status)status;
    c->id = take_text(s, 1);
    c->title = take_text(s, 4);
    c->message = take_text(s, 5);
    c->hint = take_text(s, 6);
    c->excerpt = take_text(s, 7);
    return c->status == CHECK_FAILED ? read_findings(g, id, sqlite3_column_int64(s, 0), c)
                                     : SQLITE_DONE;
}

/* SQLITE_DONE, or what went wrong. */
static int read_checks(struct gradebook *g, int64_t id, struct result *out)
{
    sqlite3_stmt *s = prepare(g, READ_CHECKS);
    int status = SQLITE_ERROR, row = SQLITE_DONE;
    if (!s)
        return status;
    sqlite3_bind_int64(s, 1, id);
    while (row == SQLITE_DONE && (status = sqlite3_step(s)) == SQLITE_ROW)
        row = read_check(g, s, id, out);
    sqlite3_reset(s);
    return row == SQLITE_DONE ? status : row;
}

/* SQLITE_ROW with *id and *text, SQLITE_DONE if there is none, or what went wrong. */
static int read_text(struct gradebook *g, const struct gradebook_key *key, const char *submission,
                     int64_t *id, char **text)
{
    sqlite3_stmt *s = prepare(g, READ_TEXT);
    if (!s)
        return SQLITE_ERROR;
    bind_key(s, key);
    bind_terms(s, key->terms);
    bind_text(s, 8, submission);
    int status = sqlite3_step(s);
    if (status == SQLITE_ROW) {
        *id = sqlite3_column_int64(s, 0);
        *text = take_text(s, 1);
    }
    sqlite3_reset(s);
    return status;
}

/* Both as they are at one moment: another batch may be about to replace them. */
int gradebook_read(struct gradebook *g, const struct gradebook_key *key, const char *submission,
                   char **text, struct result *checks, struct error *err)
{
    int64_t id = 0;
    *text = NULL;
    *checks = (struct result){0};
    if (run(g, BEGIN_READING) < 0)
        return fail(g, "read", err);
    int status = read_text(g, key, submission, &id, text);
    bool is_lost = status == SQLITE_DONE;
    if (status == SQLITE_ROW)
        status = read_checks(g, id, checks);
    if (is_lost)
        error_set(err, ERROR_MACHINE, "the gradebook %s has lost a result", g->path);
    else if (status != SQLITE_DONE)
        fail(g, "read", err);
    run(g, COMMIT);
    return status == SQLITE_DONE && !is_lost ? 0 : -1;
}

int gradebook_find_last(struct gradebook *g, const struct gradebook_key *key, struct result *out,
                        struct error *err)
{
    sqlite3_stmt *s = prepare(g, FIND_LAST);
    if (!s)
        return fail(g, "read", err);
    bind_key(s, key);
    int status = sqlite3_step(s), found = 0;
    if (status == SQLITE_ROW)
        found = result_of_row(s, out);
    sqlite3_reset(s);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return fail(g, "read", err);
    return found;
}

int gradebook_each(struct gradebook *g,
                   void (*tell)(void *context, const char *student, const char *exercise,
                                struct result *result),
                   void *context, struct error *err)
{
    sqlite3_stmt *s = prepare(g, EACH_RESULT);
    int status = SQLITE_ERROR;
    while (s && (status = sqlite3_step(s)) == SQLITE_ROW) {
        const char *student = (const char *)sqlite3_column_text(s, 1);
        const char *exercise = (const char *)sqlite3_column_text(s, 2);
        struct result r = {0};
        if (result_of_row(s, &r))
            tell(context, student, exercise, &r);
    }
    if (s)
        sqlite3_reset(s);
    return status == SQLITE_DONE ? 0 : fail(g, "read", err);
}

/* ---- writing ---- */

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int add_attempt(struct gradebook *g, const struct gradebook_key *key)
{
    sqlite3_stmt *student = prepare(g, ADD_STUDENT), *submission = prepare(g, ADD_SUBMISSION);
    sqlite3_stmt *attempt = prepare(g, ADD_ATTEMPT);
    if (!student || !submission || !attempt)
        return -1;
    bind_text(student, 1, key->student);
    bind_key(submission, key);
    bind_key(attempt, key);
    bind_text(attempt, 4, key->student);
    sqlite3_bind_int64(attempt, 5, time(NULL));
    sqlite3_bind_int64(attempt, 6, now_us());
    return step(student) || step(submission) || step(attempt) ? -1 : 0;
}

static int add_findings(struct gradebook *g, int64_t result, size_t place,
                        const struct check_result *c)
{
    sqlite3_stmt *s = prepare(g, ADD_FINDING);
    int status = s ? 0 : -1;
    for (size_t i = 0; i < c->location_count && status == 0; i++) {
        sqlite3_bind_int64(s, 1, result);
        sqlite3_bind_int64(s, 2, (int64_t)place);
        sqlite3_bind_int64(s, 3, (int64_t)i);
        bind_text(s, 4, c->locations[i].file);
        sqlite3_bind_int(s, 5, c->locations[i].line);
        bind_text(s, 6, c->locations[i].function);
        status = step(s);
    }
    return status;
}

static int add_check(struct gradebook *g, int64_t result, size_t place,
                     const struct check_result *c)
{
    sqlite3_stmt *s = prepare(g, ADD_CHECK);
    if (!s)
        return -1;
    sqlite3_bind_int64(s, 1, result);
    bind_text(s, 2, c->id);
    bind_text(s, 3, check_kind_name(c->kind));
    bind_text(s, 4, check_status_name(c->status));
    sqlite3_bind_double(s, 5, c->points);
    sqlite3_bind_double(s, 6, c->max_points);
    bind_text(s, 7, c->case_id);
    bind_text(s, 8, c->engine);
    bind_text(s, 9, c->message);
    sqlite3_bind_int64(s, 10, (int64_t)place);
    bind_text(s, 11, c->title);
    bind_text(s, 12, c->hint);
    bind_text(s, 13, c->excerpt);
    return step(s) || add_findings(g, result, place, c) ? -1 : 0;
}

static int add_result(struct gradebook *g, const struct gradebook_key *key, const struct result *r)
{
    sqlite3_stmt *terms = prepare(g, ADD_TERMS), *drop = prepare(g, DROP_RESULT);
    sqlite3_stmt *add = prepare(g, ADD_RESULT);
    cleanup_free char *text = result_to_text(r);
    if (!terms || !drop || !add)
        return -1;
    bind_terms(terms, key->terms);
    bind_key(drop, key);
    bind_terms(drop, key->terms);
    bind_key(add, key);
    bind_terms(add, key->terms);
    sqlite3_bind_int(add, 8, r->accepted);
    sqlite3_bind_double(add, 9, r->score);
    sqlite3_bind_double(add, 10, r->max_score);
    sqlite3_bind_int64(add, 11, time(NULL));
    bind_text(add, 12, text);
    if (step(terms) || step(drop) || step(add))
        return -1;
    int64_t id = sqlite3_last_insert_rowid(g->db);
    for (size_t i = 0; i < r->check_count; i++)
        if (add_check(g, id, i, &r->checks[i]))
            return -1;
    return 0;
}

/* Ends the transaction: kept if all was well so far (0), else as if it had never been. */
static int finish(struct gradebook *g, int status, struct error *err)
{
    if (status == 0 && run(g, COMMIT) == 0)
        return 0;
    fail(g, "written", err);
    run(g, ROLLBACK);
    return -1;
}

static struct gradebook_summary summarize(const struct result *r)
{
    struct gradebook_summary s = {.is_kept = true,
                                  .accepted = r->accepted,
                                  .score = r->score,
                                  .max_score = r->max_score,
                                  .checks = r->check_count};
    for (size_t i = 0; i < r->check_count; i++) {
        s.failed += r->checks[i].status == CHECK_FAILED;
        s.skipped += r->checks[i].status == CHECK_SKIPPED;
    }
    return s;
}

int gradebook_store(struct gradebook *g, const struct gradebook_key *key, const struct result *r,
                    struct gradebook_summary *out, struct error *err)
{
    if (run(g, BEGIN) < 0)
        return fail(g, "written", err);
    if (finish(g, add_attempt(g, key) || add_result(g, key, r) ? -1 : 0, err) < 0)
        return -1;
    *out = summarize(r);
    return 0;
}

int gradebook_note_attempts(struct gradebook *g, const struct gradebook_key *keys, size_t count,
                            struct error *err)
{
    int status = 0;
    if (count == 0)
        return 0;
    if (run(g, BEGIN) < 0)
        return fail(g, "written", err);
    for (size_t i = 0; i < count && status == 0; i++)
        status = add_attempt(g, &keys[i]);
    return finish(g, status, err);
}
