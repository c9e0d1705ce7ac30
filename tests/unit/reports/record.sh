#!/bin/sh
# Records the reports of this machine's ThreadSanitizer: tests/unit/reports/record.sh
# gcc and clang with their own symbolizers, *_raw.txt as the grader runs it (addresses only).
set -eu
cd "$(dirname "$0")/src"
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
record() { # COMPILER SUFFIX MORE_OPTIONS PROGRAM
    "$1" -std=gnu17 -D_GNU_SOURCE -g -O1 -fsanitize=thread -pthread -w \
        -ffile-prefix-map="$PWD=/src" "$4.c" -o "$box/$4"
    (cd "$box" && TSAN_OPTIONS="log_path=$box/log:exitcode=0:atexit_sleep_ms=0:second_deadlock_stack=1:$3" \
        timeout 20 "./$4" >/dev/null 2>&1) || true
    for log in "$box"/log.*; do
        [ -e "$log" ] && sed "s#$PWD#/src#g; s#$box#/box#g" "$log" >"../$1_$4$2.txt"
    done
    rm -f "$box"/*
}
raw="symbolize=0:handle_segv=0:stack_trace_format='    #%n %p %f %S %M'"
for source in *.c; do
    record gcc "" "symbolize=1" "${source%.c}"
    record clang "" "symbolize=1" "${source%.c}"
done
for compiler in gcc clang; do
    record $compiler _raw "$raw" race_two_locks
    record $compiler _raw "$raw" lock_order
done
