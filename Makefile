# Lanyard. `make` builds build/lanyard; README.md says the rest.
O ?= build
CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q ?= @
CFLAGS ?= -O2 -g
ROOMS := core net cli device switch router nic-models attach appliances lab
PKGS := libpcap libnl-3.0 libnl-route-3.0 yaml-0.1 jansson libcrypto libssl libssh
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wimplicit-fallthrough -Wformat=2 -Werror
HARD := -fstack-protector-strong -fPIE -fvisibility=hidden
FORTIFY ?= -D_FORTIFY_SOURCE=2
# Lines are enough for a report, and two hundred programs link in half the time; so they do with LLVM's linker.
SAN := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# As many compilers at a time as there are processors, where nobody has said how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.DEFAULT_GOAL := all
# What this machine has; what is missing of packages.list is installed on the way.
ifeq ($(filter clean lint-fix,$(MAKECMDGOALS)),)
-include $(O)/config.mk
endif
$(O)/config.mk: Makefile packages.list deps.sh tests/configure.sh $(wildcard attach/*.c)
	@./deps.sh build
	@mkdir -p $(O) && O="$(O)" CC="$(CC)" PKGS="$(PKGS)" sh tests/configure.sh > $@.tmp && mv $@.tmp $@

# A room may have a folder for each of its larger protocols: router/ospf/.
SRCS := $(filter-out $(ATTACH_OUT),$(wildcard $(ROOMS:%=%/*.c) $(ROOMS:%=%/*/*.c)))
OBJS = $(SRCS:%.c=$(O)/%.o)
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -I. -I$(O) -MMD -MP -pthread $(WARN) $(HARD) $(FORTIFY) $(CFLAGS) $(PKG_CFLAGS) $(FILE_CFLAGS) $(SANFLAGS)
# DPDK's --as-needed must not hold for -lcrypt: the sanitizers have a crypt_r of their own, which calls the library's.
LDLIBS = $(PKG_LIBS) -Wl,--no-as-needed -lreadline -lcrypt -pthread
# With the sanitizers in a program has 600,000 addresses, which a position independent one puts right at each of its many starts.
LINK = $(CC) $(SANFLAGS) $(and $(SANFLAGS),$(shell command -v ld.lld),-fuse-ld=lld) $(CFLAGS) $(if $(SANFLAGS),-no-pie,-pie) -Wl,-z,relro,-z,now

all: $(O)/rooms.a $(if $(wildcard main.c),$(O)/lanyard)
$(O)/rooms.a: $(OBJS)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^
$(O)/lanyard: $(O)/main.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)
$(O)/%.o: %.c $(O)/config.mk
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# ---- tests: objects of their own, with the sanitizers in ----
UNITS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
SANO := $(O)/san
$(O)/test_%: $(O)/tests/unit/test_%.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS) -lcmocka
$(O)/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(O)/tests/fuzz/main.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)
$(O)/script: $(O)/tests/script/script.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)
san:
	@$(MAKE) --no-print-directory $(JOBS) O=$(SANO) SANFLAGS="$(SAN)" FORTIFY= CFLAGS= \
		$(SANO)/lanyard $(SANO)/script $(UNITS:%=$(SANO)/%) $(FUZZERS:%=$(SANO)/%)
unit:
	@$(MAKE) --no-print-directory $(JOBS) O=$(SANO) SANFLAGS="$(SAN)" FORTIFY= CFLAGS= $(UNITS:%=$(SANO)/%)
	@$(foreach t,$(UNITS),$(SANO)/$(t) &&) true
deps-test:
	@./deps.sh build demo test
test: deps-test
	@$(MAKE) --no-print-directory $(JOBS) all $(O)/test_nic_storm
	@$(MAKE) --no-print-directory san
	@python3 tests/run.py --build $(O) --san $(SANO) $(TEST)
deps-all:
	@./deps.sh build demo test all
test-all: deps-all
	@$(MAKE) --no-print-directory $(JOBS) all
	@$(MAKE) --no-print-directory san
	@python3 tests/run.py --all --build $(O) --san $(SANO) $(TEST)

# make fuzz [FUZZ=name] [SECONDS=n]: libFuzzer on each target in turn; new crashers land in tests/fuzz/seeds/NAME.
FUZZ ?= $(FUZZERS:fuzz_%=%)
SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory $(JOBS) O=$(O)/fuzz CC=clang FORTIFY= CFLAGS= \
		SANFLAGS="-O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" $(O)/fuzz/rooms.a
	@for t in $(FUZZ); do \
		echo "fuzz $$t"; mkdir -p $(O)/corpus/$$t tests/fuzz/seeds/$$t; \
		clang -std=gnu17 -D_GNU_SOURCE -I. -g -O1 -fsanitize=address,undefined,fuzzer -o $(O)/fuzz/run_$$t tests/fuzz/fuzz_$$t.c \
			$(O)/fuzz/rooms.a $(LDLIBS) && \
		$(O)/fuzz/run_$$t -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 \
			-artifact_prefix=tests/fuzz/seeds/$$t/ $(O)/corpus/$$t tests/fuzz/seeds/$$t || exit 1; \
	done
	@$(if $(filter command%,$(origin FUZZ)),,$(MAKE) --no-print-directory reconnects)

# Clients of vfio-user and vhost-user that come and go, so often that whatever one of them leaves behind is seen.
RECONNECTS ?= 1000000
reconnects: $(O)/test_vfio $(O)/test_vhost
	@for t in $^; do LANYARD_RECONNECTS=$(RECONNECTS) $$t || exit 1; done

lint: all
	@python3 tests/lint.py $(O)
	@$(MAKE) --no-print-directory $(JOBS) O=$(O)/clang CC=clang all

-include tests/bench/bench.mk

# docs/schemas: what each show's rows are, as JSON schemas, learnt from every lab.
docs: all
	@LANYARD=$(O)/lanyard python3 tests/libschemas.py --write

demo:
	@./deps.sh build demo
	@$(MAKE) --no-print-directory $(JOBS) all
	@O=$(O) sh topologies/demo.sh

PREFIX ?= /usr/local
install: all
	install -D -m755 $(O)/lanyard $(DESTDIR)$(PREFIX)/bin/lanyard
	install -D -m644 docs/lanyard.1 $(DESTDIR)$(PREFIX)/share/man/man1/lanyard.1
	install -D -m644 docs/lanyard.bash-completion $(DESTDIR)$(PREFIX)/share/bash-completion/completions/lanyard
	install -d $(DESTDIR)$(PREFIX)/share/lanyard/topologies
	install -m644 topologies/*.yml $(DESTDIR)$(PREFIX)/share/lanyard/topologies

clean:
	rm -rf $(O)
.PHONY: all unit san test test-all deps-test deps-all fuzz reconnects lint docs demo install clean
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
