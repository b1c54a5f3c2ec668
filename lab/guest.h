/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guests: nodes that are processes of this machine, a vm (QEMU) or a container. The keeper starts them, holds their consoles and hears of their
 * end, so that they outlive an engine; they die with the keeper. All of this runs in the keeper; lab/guest_line.c is the engine's side.
 */
#ifndef LAB_GUEST_H
#define LAB_GUEST_H

#include <sys/types.h>

#include "lab/cgroup.h"
#include "lab/setup.h"

enum guest_state { GUEST_OFF, GUEST_STARTING, GUEST_RUNNING, GUEST_SUSPENDED, GUEST_CRASHED, GUEST_STATE_N };
extern const char *const guest_state_name[GUEST_STATE_N];

enum { ROOT_PORTS = 8 /* NICs of a q35 that can be plugged */, GUEST_START_MS = 30000, GUEST_STOP_MS = 1500, GUEST_QUIT_MS = 5000, REBOOT_MIN_MS = 1000, GUEST_QMP_MAX = 1 << 16, GUEST_RUNS_MAX = 64 };

/* vm: is a NIC out of its slot; does somebody want it out? Between the two the guest is asked, which may take its time, or never answer. */
struct guest_nic_state {
	bool out, pulled;
	bool dead;		/* vm: it died with the engine, and stays where it is */
	bool far_down;		/* container: it has set the interface down */
};

/* What the engine has asked for and will be told the end of: container: a command that runs; vm: an order that QEMU has not answered. */
struct guest_run {
	u64 id;			/* ours; 0: none */
	json_int_t number;	/* the engine's; 0: it has died */
};

struct guest {
	struct guests *all;
	const struct topo_node *node;
	enum guest_state state;
	char why[256];		/* of the last end; "" */
	pid_t pid;		/* 0: none */
	int console;		/* our end of its console; -1: none. The engine reads it */
	int errors;		/* what it writes to standard error; -1 */
	char last_error[200];	/* what of that says why it ended */
	char line[200];		/* of that, the line under way */
	nsec start_by;		/* while it starts: until when it must have */
	nsec end_by;		/* while its end is asked for: until when it must have ended */
	bool *carrier;		/* of each inside port, as the engine tells */
	struct guest_nic_state *nic; /* of each */
	bool asked_off;		/* its end was asked for by us */
	bool ended_itself;	/* it said that it powers down */
	bool start_again;	/* once it has ended */
	struct guest_run run[GUEST_RUNS_MAX];
	u64 next_run;
	/* vm: QMP */
	int qmp;		/* -1: none */
	char *in;
	size_t in_len;
	/* container */
	struct cgroup *cgroup;	/* NULL: none */
	bool group_noted;	/* its name, for a sweep after our death */
	int init;		/* to its first process (lab/container.h); -1: none */
	u64 oom_kills;		/* as last seen */
};

struct guests {
	struct setup *s;
	struct guest *list;
	u32 n;
	char *qemu;		/* a program; NULL: none was found */
	unsigned qemu_version;	/* 100 * major + minor; 0: unknown */
	int kvm;		/* boots a kernel: 1, 0; -1: not tried */
	/* A guest's state changed. */
	void (*changed)(void *arg, struct guest *g);
	/* A command in a container has ended, QEMU has answered an order: an exit status, and how or why. */
	void (*ran)(void *arg, json_int_t number, int status, const char *how);
	/* A container has set its interface up or down. */
	void (*far)(void *arg, struct guest *g, u32 nic, bool up);
	void *arg;
};

/* guest_place.c: gives the guests' ways to the outside their names, now that the lab has its place. false: why. */
bool guests_place(struct setup *s, char why[256]);

/* guest.c */
void guests_init(struct guests *all, struct setup *s);
/* Stops all, waits for their end, frees. */
void guests_end(struct guests *all);
struct guest *guests_find(const struct guests *all, const char *name);
/* false: why. Its state is GUEST_STARTING, or already GUEST_RUNNING. */
bool guest_start(struct guest *g, char why[256]);
/* on, off, restart, suspend, resume; of a vm also "pull N", "plug N": a NIC. An exit status, and why; GUEST_LATER: all->ran tells it under that number. */
enum { GUEST_LATER = -1 };
int guest_power(struct guest *g, const char *verb, json_int_t number, char why[256]);
/* A place for what the engine has asked; NULL: there is none. */
struct guest_run *guest_run_new(struct guest *g, json_int_t number);
/* By our id; NULL: no such. */
struct guest_run *guest_run_find(struct guest *g, u64 id);
void guest_run_over(struct guest *g, struct guest_run *r, int status, const char *how);
void guest_carrier(struct guest *g, u32 nic, bool up);
/* A child has ended: was it one of these? */
bool guests_reap(struct guests *all, pid_t pid, int how);
/* Is one still starting, or about to end? One that takes too long is killed. */
bool guests_due(struct guests *all);
/* For poll(2): adds what is to be read; then handles it. */
struct pollfd;
unsigned guests_poll(const struct guests *all, struct pollfd *p, unsigned max);
void guests_ready(struct guests *all, const struct pollfd *p, unsigned n);
void guest_set_state(struct guest *g, enum guest_state state, const char *why);
/* The same state, with something to say of it. */
void guest_remark(struct guest *g, const char *why);
/* An engine has followed one that died. */
void guests_engine_anew(struct guests *all);

/* guest_process.c */
struct guest_child {
	char **argv;		/* of malloc()ed words, ended by NULL */
	int fd[4];		/* to be 3, 4 ... in the child */
	unsigned n_fds;
	/* In the child, before it becomes argv[0]; false: it ends with status 126. May be NULL. */
	bool (*prepare)(void *arg);
	void *arg;
	int apart;		/* CLONE_NEW...: namespaces of its own */
};
/* Appends a word to a list that begins as NULL. */
void words_add(char ***list, const char *fmt, ...) PRINTF(2, 3);
void words_free(char **list);
/* Starts it with standard error to *errors, the others to nothing; it dies with us. -1: errno. */
pid_t guest_spawn(const struct guest_child *c, int *errors);
/* Runs argv until its end, or until `until` appears in its output, at most ms; the output's first cap - 1 bytes into out. -1: it could not be started,
 * -2: it took longer, -3: the text appeared, else how it ended. */
int guest_run(char *const *argv, const char *until, unsigned ms, char *out, size_t cap);

/* guest_qemu.c: which QEMU there is and what it can do here. */
char *qemu_find(void); /* LANYARD_QEMU, or in PATH; NULL: none */
unsigned qemu_version(const char *program);
/* Does KVM boot this kernel (NULL: the host's)? Tried once: what was found is kept in the state folder until the machine boots. */
bool qemu_kvm_works(const char *program, const char *kernel, const char *state_folder, char why[128]);

/* guest_vm.c */
bool vm_start(struct guest *g, char why[256]);
/* Can the NIC come and go while the vm runs? */
bool vm_nic_plugs(const struct guest *g, u32 nic);
/* What -device and device_add take. */
json_t *vm_nic_device(const struct guest *g, u32 nic);

/* guest_qmp.c */
/* An engine has followed one that died: NICs that it served come anew. */
void vm_engine_anew(struct guest *g);
int vm_power(struct guest *g, const char *verb, json_int_t number, char why[256]);
void vm_carrier(struct guest *g, u32 nic);
/* QMP may be read. */
void vm_ready(struct guest *g);
/* guest_container.c */
bool container_start(struct guest *g, char why[256]);
int container_power(struct guest *g, const char *verb, char why[256]);
void container_carrier(struct guest *g, u32 nic);
/* Its first process speaks. false: it has nothing to say now. */
bool container_ready(struct guest *g);
/* A NIC's far end may have changed: an index, as guest_events() says. */
void container_heard(struct guest *g, u32 nic);
int container_events(const struct guest *g, u32 nic);
/* What its end leaves to be done. Adds to why. */
void container_ended(struct guest *g, char why[256]);
void container_engine_anew(struct guest *g);
/* Runs a command, its output to fd (not taken); the end is told by all->ran. false: why. */
bool container_run(struct guest *g, json_int_t number, const char *command, int fd, char why[256]);
void container_kill(struct guest *g, json_int_t number);

/* Names of the lab's files: caller frees. */
char *guest_socket_path(const struct setup *s, const struct topo_node *n, u32 nic);

#endif
