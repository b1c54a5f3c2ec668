/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine parses what guests, peers and clients send. Should one of them take it over, it can write saved configurations of
 * this lab, send on descriptors it was given, and nothing else.
 *
 * The seccomp filter names what is refused rather than what is allowed: the C library's own needs differ from version to version,
 * and each system call that makes a new reach (a socket, a program, a mount, another process's memory) is known. They fail with EPERM.
 */
#include "lab/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#define OUR_ARCH 0
#endif

static const int refused_calls[] = {
	/* new reach over the network */
	SYS_socket, SYS_bind, SYS_connect, SYS_listen,
	/* programs, and other processes */
	SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_pidfd_open, SYS_pidfd_getfd,
	SYS_pidfd_send_signal, SYS_kill, SYS_kcmp, SYS_process_madvise,
	/* names of the system, namespaces, mounts */
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_move_mount, SYS_open_tree, SYS_fsopen,
	SYS_fsmount, SYS_fsconfig, SYS_fspick, SYS_sethostname, SYS_setdomainname, SYS_mknodat, SYS_name_to_handle_at,
	SYS_open_by_handle_at, SYS_swapon, SYS_swapoff, SYS_quotactl, SYS_acct,
	/* the kernel itself */
	SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
	SYS_keyctl, SYS_add_key, SYS_request_key, SYS_syslog, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex,
	SYS_io_uring_setup,
	/* who we are */
	SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_setfsuid, SYS_setfsgid,
	SYS_capset, SYS_personality,
};

static bool drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	for (int cap = 0; cap <= CAP_LAST_CAP; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0); /* fails without CAP_SETPCAP: then there is little to drop */
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	return !syscall(SYS_capset, &head, none);
}

static int landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

/* Only what lies beneath the folder (-1: nothing) can be opened. */
static bool lock_files(int folder)
{
	int abi = landlock_abi(), set;
	u64 all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1, file;
	struct landlock_ruleset_attr ra = { 0 };
	struct landlock_path_beneath_attr pb = { .parent_fd = folder };
	bool ok;

	if (!abi)
		return true;
	if (abi >= 2)
		all |= 1ull << 13; /* REFER: links and renames between folders */
	if (abi >= 3)
		all |= 1ull << 14; /* TRUNCATE */
	file = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	       LANDLOCK_ACCESS_FS_REMOVE_FILE | (abi >= 3 ? 1ull << 14 : 0);
	ra.handled_access_fs = all;
	set = (int)syscall(SYS_landlock_create_ruleset, &ra, sizeof(ra.handled_access_fs), 0);
	if (set < 0)
		return false;
	pb.allowed_access = file;
	ok = (folder < 0 || !syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &pb, 0)) && !syscall(SYS_landlock_restrict_self, set, 0);
	close(set);
	return ok;
}

static bool filter_calls(void)
{
	enum { N = ARRAY_LEN(refused_calls) };
	struct sock_filter code[N + 8];
	struct sock_fprog prog = { .filter = code };
	unsigned short n = 0;

	if (!OUR_ARCH)
		return true;
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	/* x32 system calls share the architecture and have other numbers. */
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, N + 1, 0);
	for (unsigned i = 0; i < N; i++)
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (u32)refused_calls[i], (u8)(N - i), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	prog.len = n;
	return !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
}

bool confine(int folder, char why[256])
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
		snprintf(why, 256, "no_new_privs: %s", strerror(errno));
		return false;
	}
	if (!lock_files(folder)) {
		snprintf(why, 256, "Landlock: %s", strerror(errno));
		return false;
	}
	if (!drop_capabilities()) {
		snprintf(why, 256, "capabilities: %s", strerror(errno));
		return false;
	}
	if (!filter_calls() && errno != EINVAL) { /* EINVAL: a kernel without seccomp filters */
		snprintf(why, 256, "seccomp: %s", strerror(errno));
		return false;
	}
	return true;
}

void confine_describe(char *text, size_t len)
{
	int abi = landlock_abi();
	bool seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;

	if (abi)
		snprintf(text, len, "no_new_privs, no capabilities, Landlock (ABI %d)%s", abi, seccomp ? ", seccomp" : "");
	else
		snprintf(text, len, "no_new_privs, no capabilities%s", seccomp ? ", seccomp" : "");
}
