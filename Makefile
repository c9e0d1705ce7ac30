# make            builds build/grader
BUILD    ?= build
CC       ?= gcc
CSTD      = -std=gnu17
WARNINGS  = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wformat=2
PACKAGES  = yaml-0.1 libpcre2-8 lua5.4 libseccomp jansson libdw
CFLAGS   ?= -O2 -g
ALL_CFLAGS = $(CSTD) $(WARNINGS) $(CFLAGS) -D_GNU_SOURCE -fno-strict-aliasing -Igrader -pthread $(shell pkg-config --cflags $(PACKAGES))
LIBS      = $(shell pkg-config --libs $(PACKAGES)) -lm -pthread

SOURCES := $(shell find grader -name '*.c' -not -path 'grader/runtime/*' -not -path '*/shim/*' | sort)
OBJECTS := $(SOURCES:%.c=$(BUILD)/obj/%.o)
LIBRARY := $(filter-out $(BUILD)/obj/grader/cli/main.o,$(OBJECTS))

all: $(BUILD)/grader
$(BUILD)/grader: $(OBJECTS)
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# What every ThreadSanitizer build of a submission is linked with; the grader carries it inside itself.
SHIM = $(BUILD)/shim/tsan_shim.o
$(SHIM): grader/compile/shim/tsan_shim.c
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARNINGS) -D_GNU_SOURCE -O1 -fPIC -pthread -fsanitize=thread -fno-omit-frame-pointer -fno-optimize-sibling-calls -c -o $@ $<
$(BUILD)/obj/grader/compile/shim_object.o: $(SHIM)
$(BUILD)/obj/grader/compile/shim_object.o: ALL_CFLAGS += -DSHIM_OBJECT='"$(SHIM)"'
-include $(OBJECTS:.o=.d)
