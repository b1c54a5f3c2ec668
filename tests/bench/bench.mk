# Benchmarks: `make bench` runs all that this machine and this user can, `make bench BENCH=PATTERN` those whose name matches.
BENCHES := $(patsubst tests/bench/bench_%.c,$(O)/bench/bench_%,$(wildcard tests/bench/bench_*.c))
PEERS := $(patsubst tests/bench/peers/%.c,$(O)/bench/%,$(wildcard tests/bench/peers/*.c)) $(O)/bench/drop.o
bench: all $(BENCHES) $(PEERS)
	@python3 tests/bench/run.py $(O) '$(BENCH)'
$(O)/bench/bench_%: $(O)/tests/bench/bench_%.o $(O)/tests/bench/rig.o $(O)/tests/bench/chain.o $(O)/tests/bench/nodes.o $(O)/tests/bench/routes.o $(O)/rooms.a
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ $(LDLIBS) -lm
# The peers are what a bare loop can do: as fast as this machine's compiler makes them.
$(O)/bench/drop.o: tests/bench/peers/bpf/drop.c
	@mkdir -p $(@D)
	$(Q)clang -O2 -target bpf -c -o $@ $<
$(O)/bench/%: tests/bench/peers/%.c $(wildcard tests/bench/peers/*.h)
	@mkdir -p $(@D)
	$(Q)$(CC) -O3 -march=native -w -o $@ $< -pthread -lm
.PHONY: bench
