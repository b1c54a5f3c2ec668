# Lanyard. `make` builds build/lanyard; README.md says the rest.
O ?= build
CC := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q ?= @
CFLAGS ?= -O2 -g
ROOMS := core net cli device switch router nic-models attach appliances lab
PKGS := libpcap libnl-3.0 libnl-route-3.0 yaml-0.1 jansson
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wimplicit-fallthrough -Wformat=2 -Werror
HARD := -fstack-protector-strong -fPIE
FORTIFY ?= -D_FORTIFY_SOURCE=2
SAN := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.DEFAULT_GOAL := all
-include $(O)/config.mk
# What this machine has: required packages, and those of which an attachment is left out without.
$(O)/config.mk: Makefile tests/configure.sh $(wildcard attach/*.c)
	@mkdir -p $(O) && PKGS="$(PKGS)" sh tests/configure.sh > $@.tmp && mv $@.tmp $@

SRCS := $(filter-out $(ATTACH_OUT),$(wildcard $(ROOMS:%=%/*.c)))
OBJS = $(SRCS:%.c=$(O)/%.o)
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -I. -I$(O) -MMD -MP -pthread $(WARN) $(HARD) $(FORTIFY) $(CFLAGS) $(PKG_CFLAGS) $(SANFLAGS)
LDLIBS = $(PKG_LIBS) -lreadline -pthread
LINK = $(CC) $(SANFLAGS) $(CFLAGS) -pie -Wl,-z,relro,-z,now

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

# Tests have objects of their own, with the sanitizers in.
UNITS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
unit:
	@$(MAKE) --no-print-directory O=$(O)/san SANFLAGS="$(SAN)" FORTIFY= CFLAGS= $(UNITS:%=$(O)/san/%)
	@$(foreach t,$(UNITS),$(O)/san/$(t) &&) true
$(O)/test_%: $(O)/tests/unit/test_%.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS) -lcmocka
$(O)/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(O)/tests/fuzz/main.o $(O)/rooms.a
	$(Q)$(LINK) -o $@ $^ $(LDLIBS)

clean:
	rm -rf $(O)
.PHONY: all unit clean
.SECONDARY:
-include $(shell find $(O) -name '*.d' 2>/dev/null)
