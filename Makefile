# make             builds build/grader
# make grade       installs what is missing, builds, and grades the sample class in tests/class
# make test        installs what is missing, builds, and runs all tests
# make test SANITIZE=address,undefined    the same with the grader's own code under those sanitizers
# make fuzz        the readers of strangers' bytes under libFuzzer (clang); RUNS=20000 each, TARGETS='spec tsan …'
# make lint        layout and likely mistakes: clang-format, clang-tidy, cppcheck
# make bench       the time of a grading, and of a class of 500, over that of the bare compiler calls; schedules a
#                  second of the explorer. More than half an hour
# make install     PREFIX=/usr/local DESTDIR=
# make clean
#
# WERROR=1 makes warnings errors (CI does).

CC       ?= gcc
PREFIX   ?= /usr/local
SANITIZE ?=
comma    := ,
BUILD    ?= build$(if $(SANITIZE),-$(subst $(comma),-,$(SANITIZE)))

WARNINGS := \
  -Wall -Wextra \
  -Wshadow \
  -Wstrict-prototypes \
  -Wformat=2 \
  -Wno-missing-field-initializers \
  $(if $(WERROR),-Werror)
# -Wshadow: an inner variable of the same name is how an outer one stays unset
# -Wstrict-prototypes: f() in C17 takes anything
# -Wformat=2: no format that is not a literal; much of what we print comes from strangers
# -Wno-missing-field-initializers: what is left out is zero, and libseccomp's macros do it (clang tells)
# -Werror only in CI: a newer compiler with a new warning must not keep anybody from building

HARDENING := \
  -fstack-protector-strong \
  -fstack-clash-protection \
  -fno-strict-aliasing \
  -fPIE
LINK_HARDENING := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
# the grader reads what strangers made (output, objects, logs): an overrun must end it, not steer it
# -fstack-protector-strong: a return address overwritten on the stack ends the program
# -fstack-clash-protection: no frame can jump over the guard page
# -fno-strict-aliasing: bytes of a stopped program are read as structs
# -fPIE, -pie: addresses cannot be known beforehand
# relro, now: the table of functions is read-only before main
# noexecstack: data is never run

PACKAGES := yaml-0.1 libpcre2-8 lua5.4 libseccomp jansson libdw libelf sqlite3 nettle libarchive
ifdef SANITIZE
  CFLAGS ?= -O1 -g
  SANITIZE_FLAGS := -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=undefined
else
  CFLAGS ?= -O2 -g
  HARDENING += -D_FORTIFY_SOURCE=2 # libc checks sizes it knows; it gets in the way of the sanitizers
endif
ALL_CFLAGS := -std=gnu17 $(WARNINGS) $(CFLAGS) $(HARDENING) $(SANITIZE_FLAGS) -D_GNU_SOURCE \
  -DPREFIX='"$(PREFIX)"' -Igrader -pthread $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lm -pthread

SOURCES := $(shell find grader -name '*.c' -not -path 'grader/runtime/*' -not -path '*/shim/*' -not -name faults.c -not -path '*/skeleton/*' | sort)
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
LIBRARY := $(filter-out $(BUILD)/obj/grader/cli/main.o,$(OBJECTS))
TEST_SOURCES := $(sort $(wildcard tests/unit/test_*.c tests/end_to_end/test_*.c))
TESTS := $(TEST_SOURCES:%.c=$(BUILD)/%)
READERS := $(sort $(wildcard tests/readers/test_*.py))
TEST_HELPERS := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out $(TEST_SOURCES),$(wildcard tests/unit/*.c tests/end_to_end/*.c))) \
  $(BUILD)/obj/tests/fuzz/targets.o

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all grade test tests fuzz fuzzer dependencies lint bench install clean

all: $(BUILD)/grader

$(BUILD)/grader: $(OBJECTS)
	@echo "  LINK   $@"
	@$(CC) $(ALL_CFLAGS) $(LINK_HARDENING) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC     $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What every ThreadSanitizer build of a submission is linked with; the grader carries it inside itself.
SHIM := $(BUILD)/shim/tsan_shim.o
$(SHIM): grader/compile/shim/tsan_shim.c
	@mkdir -p $(@D)
	@echo "  CC     $<"
	@$(CC) -std=gnu17 $(WARNINGS) -D_GNU_SOURCE -O1 -fPIC -pthread -fsanitize=thread \
	  -fno-omit-frame-pointer -fno-optimize-sibling-calls -c -o $@ $<
$(BUILD)/obj/grader/compile/shim_object.o: $(SHIM)
$(BUILD)/obj/grader/compile/shim_object.o: ALL_CFLAGS += -DSHIM_OBJECT='"$(SHIM)"'

# What every explored submission is linked with, as one object. Inside it the names that the linker
# wraps in the student's code mean the C library's functions: NAME becomes __real_NAME.
RUNTIME := $(BUILD)/runtime/runtime.o
RUNTIME_OBJECTS := $(patsubst grader/runtime/%.c,$(BUILD)/runtime/%.o,$(sort $(wildcard grader/runtime/*.c)))
$(BUILD)/runtime/%.o: grader/runtime/%.c
	@mkdir -p $(@D)
	@echo "  CC     $<"
	@$(CC) -std=gnu17 $(WARNINGS) -D_GNU_SOURCE -Igrader -O2 -g -fno-pie -fno-stack-protector \
	  -U_FORTIFY_SOURCE -fno-omit-frame-pointer -MMD -MP -c -o $@ $<
$(BUILD)/runtime/names: grader/runtime/table.h
	@mkdir -p $(@D)
	@sed -nE 's/^RT_(WRAPPED|UNSUPPORTED)\(([^,)]+).*/\2 __real_\2/p' $< >$@
$(RUNTIME): $(RUNTIME_OBJECTS) $(BUILD)/runtime/names
	@echo "  LD     $@"
	@ld -r -o $@ $(RUNTIME_OBJECTS)
	@objcopy --redefine-syms=$(BUILD)/runtime/names $@

$(BUILD)/obj/grader/explore/runtime_object.o: $(RUNTIME)
$(BUILD)/obj/grader/explore/runtime_object.o: ALL_CFLAGS += -DRUNTIME_OBJECT='"$(RUNTIME)"'

# What stands before the source of each mutant; compiled with it, not with the grader.
FAULTS := grader/mutate/faults.c
$(BUILD)/obj/grader/mutate/mutants.o: $(FAULTS)
$(BUILD)/obj/grader/mutate/mutants.o: ALL_CFLAGS += -DFAULTS_SOURCE='"$(FAULTS)"'

# The files of a new exercise, which the grader carries inside itself.
SKELETON := grader/cli/skeleton
$(BUILD)/obj/grader/cli/skeleton.o: $(wildcard $(SKELETON)/*)
$(BUILD)/obj/grader/cli/skeleton.o: ALL_CFLAGS += -DSKELETON='"$(SKELETON)"'

# The page of the HTML report allows its own style and script by these hashes, and nothing else.
ASSETS := grader/report/html
sha256_base64 = $(shell sha256sum $(1) | cut -c1-64 | tr a-f A-F | basenc --base16 -d | base64)
$(BUILD)/obj/grader/report/html_assets.o: $(ASSETS)/style.css $(ASSETS)/script.js
$(BUILD)/obj/grader/report/html_assets.o: ALL_CFLAGS += \
  -DSTYLE_HASH='"$(call sha256_base64,$(ASSETS)/style.css)"' \
  -DSCRIPT_HASH='"$(call sha256_base64,$(ASSETS)/script.js)"'

# Unit tests link all of the grader but main.
$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TEST_HELPERS) $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  LINK   $@"
	@$(CC) $(ALL_CFLAGS) $(LINK_HARDENING) -o $@ $^ $(LIBS) -lcmocka

$(BUILD)/obj/tests/%.o: ALL_CFLAGS += -Itests/end_to_end -Itests/fuzz

-include $(OBJECTS:.o=.d) $(RUNTIME_OBJECTS:.o=.d) $(TEST_SOURCES:%.c=$(BUILD)/obj/%.d) $(TEST_HELPERS:.o=.d)

# The libraries may only just have been installed: a second make finds them.
PARALLEL := $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

dependencies:
	@tests/dependencies.sh

grade: dependencies
	@$(MAKE) --no-print-directory $(PARALLEL) all
	$(BUILD)/grader batch tests/class

test: dependencies
	@$(MAKE) --no-print-directory $(PARALLEL) all tests
	@GRADER=$(abspath $(BUILD)/grader) tests/run $(TESTS) $(READERS)

tests: $(TESTS)

lint:
	@tests/dependencies.sh lint
	@tests/lint $(ALL_CFLAGS)

# The readers of strangers' bytes under libFuzzer; what it finds is kept in build-fuzz/found.
RUNS ?= 20000
FUZZ_BUILD := build-fuzz
fuzz:
	@tests/dependencies.sh lint
	@$(MAKE) --no-print-directory $(PARALLEL) fuzzer CC=clang BUILD=$(FUZZ_BUILD) SANITIZE=fuzzer-no-link,address,undefined
	@FUZZER=$(abspath $(FUZZ_BUILD)/fuzzer) tests/fuzz/run $(RUNS) $(TARGETS)

fuzzer: $(BUILD)/fuzzer
$(BUILD)/fuzzer: $(BUILD)/obj/tests/fuzz/main.o $(BUILD)/obj/tests/fuzz/targets.o $(LIBRARY)
	@echo "  LINK   $@"
	@$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LINK_HARDENING) -o $@ $^ $(LIBS)

bench: dependencies
	@$(MAKE) --no-print-directory $(PARALLEL) all $(BUILD)/tests/explore/measure $(BUILD)/tests/supervisor/measure
	@MEASURE=$(abspath $(BUILD)/tests/supervisor/measure) tests/supervisor/bench
	@GRADER=$(abspath $(BUILD)/grader) tests/bench
	@GRADER=$(abspath $(BUILD)/grader) tests/bench_class
	@MEASURE=$(abspath $(BUILD)/tests/explore/measure) tests/explore/bench

install: $(BUILD)/grader
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/grader
	install -m 755 $(BUILD)/grader $(DESTDIR)$(PREFIX)/bin/grader
	install -m 644 docs/grader.1 $(DESTDIR)$(PREFIX)/share/man/man1/grader.1
	cp -R exercises docs/ci $(DESTDIR)$(PREFIX)/share/grader/
	chmod -R u=rwX,go=rX $(DESTDIR)$(PREFIX)/share/grader

clean:
	rm -rf build build-*
