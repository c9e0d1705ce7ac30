#!/bin/sh
# Makes sure that what the grader is built from and tested with is there.
# Looks first, so it costs nothing when nothing is missing; what is missing is
# named with its reason and installed with apt-get where there is one.
#
# usage: tests/dependencies.sh [lint]     lint: also the tools of `make lint`, and the readers of
#                                         reports without which some tests skip themselves
set -eu

missing=''
need() { # PACKAGE REASON
    missing="$missing $1"
    printf '  %-18s %s\n' "$1" "$2"
}
command_or() { command -v "$1" >/dev/null 2>&1 || need "$2" "$3"; }

list() {
    command_or gcc gcc 'compiles the grader, and every submission'
    command_or make make 'builds the grader'
    [ -e /usr/include/stdio.h ] || need libc6-dev 'the C library, to compile against'
    command_or pkg-config pkg-config 'finds the libraries below'
    command_or bwrap bubblewrap 'the sandbox that submissions run in'
    # One call when all is there; else one a library, to say which.
    if ! pkg-config --exists yaml-0.1 libpcre2-8 lua5.4 libseccomp jansson libdw sqlite3 nettle libarchive cmocka 2>/dev/null; then
        library yaml-0.1 libyaml-dev 'reads the specs of exercises'
        library libpcre2-8 libpcre2-dev 'matches lines of output'
        library lua5.4 liblua5.4-dev 'expressions in specs'
        library libseccomp libseccomp-dev 'the filter of system calls'
        library jansson libjansson-dev 'writes JSON'
        library libdw libdw-dev 'names the lines of the source in reports'
        library sqlite3 libsqlite3-dev 'the gradebook'
        library nettle nettle-dev 'tells one submission from another (SHA-256)'
        library libarchive libarchive-dev 'unpacks what learning platforms deliver'
        library cmocka libcmocka-dev 'the unit tests'
    fi
    command_or python3 python3 'the tests that read reports as others would'
    if [ "${1-}" = lint ]; then
        command_or clang clang 'the tests of --cc clang'
        [ -e "$(clang --print-file-name=libclang_rt.tsan-x86_64.a 2>/dev/null)" ] ||
            need libclang-rt-dev 'ThreadSanitizer for --cc clang'
        command_or clang-format clang-format 'make lint: the layout of the code'
        command_or clang-tidy clang-tidy 'make lint: likely mistakes'
        command_or cppcheck cppcheck 'make lint: likely mistakes, seen another way'
        python_module jsonschema python3-jsonschema 'the tests of JSON reports: SARIF, Gradescope, ours'
        python_module yaml python3-yaml 'the tests of the files for CI'
        command_or git git 'the tests of the files for CI'
        python_module junitparser python3-junitparser 'the tests of JUnit reports'
        command_or xmllint libxml2-utils 'the tests of JUnit reports, with another reader'
        command_or cmark-gfm cmark-gfm 'the tests of Markdown reports: the renderer of GitHub'
        command_or chromium chromium 'the tests of the HTML report'
        [ -e /usr/share/fonts/truetype/dejavu ] || need fonts-dejavu-core 'letters for that browser'
    fi
}
python_module() { /usr/bin/python3 -c "import $1" 2>/dev/null || need "$2" "$3"; }
library() { pkg-config --exists "$1" 2>/dev/null || need "$2" "$3"; }

found=$(list "$@") # the subshell's $missing is lost; the names are the first words
[ -n "$found" ] || exit 0
missing=$(printf '%s\n' "$found" | awk '{print $1}' | sort -u | tr '\n' ' ')

echo "These packages are missing:"
printf '%s\n' "$found"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "There is no apt-get here: please install them (their names are Debian's), then try again." >&2
    exit 1
fi
as_root=''
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "Installing them takes root: run  apt-get install $missing" >&2
        exit 1
    }
    as_root=sudo
fi
echo "Installing them with apt-get."
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086  # one word a package
$as_root apt-get install -y -qq --no-install-recommends $missing
