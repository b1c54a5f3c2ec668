# Lanyard. `make` builds build/lanyard; see README.md for the rest.
O ?= build
CC ?= gcc
ROOMS := core net cli device switch router nic-models attach appliances lab
PKGS := libpcap libnl-3.0 libnl-route-3.0 yaml-0.1 jansson
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wimplicit-fallthrough -Wformat=2 -Werror
HARD := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -I. -MMD -MP $(WARN) $(HARD) -pthread $(CFLAGS) $(PKG_CFLAGS)
