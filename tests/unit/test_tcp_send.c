/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP by script: sending, windows, loss, timers, options. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/tcp_script.h"

/* A peer with segments of 1000 bytes; SYN options as named. */
#define OPEN(syn) "connect\n> S 0:0\n< SA 0:0 ack 1 mss 1000 " syn "\n> A 1:1 ack 1\nevent CONNECTED\n"
#define TEN                                                                                                              \
	"> A 1:1001\n> A 1001:2001\n> A 2001:3001\n> A 3001:4001\n> A 4001:5001\n> A 5001:6001\n> A 6001:7001\n> A 7001:8001\n" \
	"> A 8001:9001\n> A 9001:10001\n"

static const struct script_case scripts[] = {
	/* ---- options ---- */
	{ "our SYN offers all: MSS, SACK, timestamps, scale", "connect\n> S 0:0 mss 1460 ws 1 win 65535\n" },
	{ "scale of a large buffer: RFC 7323 2.3", "option receive 4194304\nconnect\n> S 0:0 ws 7 win 65535\n< SA 0:0 ack 1 ws 3\n> A 1:1 ack 1 win 32768\n" },
	{ "no scale without the peer's", "option receive 4194304\nconnect\n> S 0:0 ws 7\n< SA 0:0 ack 1\n> A 1:1 ack 1 win 65535\n" },
	{ "the answer offers only what was offered", "option receive 4194304\nlisten\n< S 0:0 mss 1000\n> SA 0:0 ack 1 ws 0 win 65535\n" },
	{ "the answer takes what was offered", "option receive 4194304\nlisten\n< S 0:0 mss 1000 ws 2 sackok ts 77 0\n> SA 0:0 ack 1 ws 7 tsecr 77\n" },
	{ "no MSS option means 536: 3.7.1", "connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1 ack 1\nwrite 600\n> A 1:537\n< A 1:1 ack 537\n> A 537:601\n" },
	{ "a tiny MSS has a floor", "connect\n> S 0:0\n< SA 0:0 ack 1 mss 1\n> A 1:1 ack 1\nwrite 100\n> A 1:65\n< A 1:1 ack 65\n> A 65:101\n" },
	{ "timestamps take room: RFC 6691", "connect\n> S 0:0\n< SA 0:0 ack 1 mss 1000 ts 5 0\n> A 1:1 ack 1 tsecr 5\nwrite 1000\n> A 1:989 tsecr 5\n"
	  "< A 1:1 ack 989 ts 6 0\n> A 989:1001 tsecr 6\n" },
	{ "PAWS: RFC 7323 5.3", OPEN("ts 1000 0") "< A 1:11 ack 1 ts 1001 0\nread 10\n< A 11:21 ack 1 ts 999 0\n> A 1:1 ack 11 tsecr 1001\nread 0\n"
	  "< A 11:21 ack 1 ts 1001 0\nread 10\n" },
	{ "a timestamp is missing: RFC 7323 3.2", OPEN("ts 1000 0") "< A 1:11 ack 1\nread 0\n< R 1:1\nevent RESET\n" },
	{ "PAWS lets a reset through", OPEN("ts 1000 0") "< R 1:1 ts 1 0\nevent RESET\n" },
	{ "PAWS after 24 days of rest: RFC 7323 5.5", OPEN("ts 1000 0") "+ 2073601\n< A 1:11 ack 1 ts 1 0\nread 10\n+ 0.2\n> A 1:1 ack 11 tsecr 1\n" },
	{ "what is out of order does not move TS.Recent: RFC 7323 4.3", OPEN("ts 10 0 sackok") "< A 11:21 ack 1 ts 30 0\n> A 1:1 ack 1 tsecr 10\n"
	  "< A 1:11 ack 1 ts 20 0\n> A 1:1 ack 21 tsecr 20\n" },

	/* ---- windows ---- */
	{ "initial window of ten: RFC 6928", OPEN("") "write 20000\n" TEN "< A 1:1 ack 2001\n> A 10001:11001\n> A 11001:12001\n> A 12001:13001\n" },
	{ "the peer's window holds", OPEN("win 2500") "write 5000\n> A 1:1001\n> A 1001:2001\n< A 1:1 ack 2001 win 2500\n> A 2001:3001\n> A 3001:4001\n" },
	{ "Nagle: 3.7.4", OPEN("") "write 10\n> A 1:11\nwrite 10\nwrite 10\nnone\n< A 1:1 ack 11\n> A 11:31\n" },
	{ "Nagle off", "option nodelay\n" OPEN("") "write 10\n> A 1:11\nwrite 10\n> A 11:21\n" },
	{ "Nagle does not hold a FIN", OPEN("") "write 10\n> A 1:11\nwrite 10\nnone\nshutdown\n> FA 11:21\n" },
	{ "silly window of the peer: 3.8.6.2.1", OPEN("win 1000") "write 3000\n> A 1:1001\n< A 1:1 ack 1001 win 100\nnone\n+ 0.3\n> A 1001:1101\n"
	  "< A 1:1 ack 1101 win 600\n> A 1101:1701\n" },
	{ "zero window: probes of one byte, doubling: 3.8.6.1", OPEN("win 1000") "write 3000\n> A 1:1001\n< A 1:1 ack 1001 win 0\n+ 0.3\n> A 1001:1002\n"
	  "< A 1:1 ack 1001 win 0\n+ 0.6\n> A 1001:1002\n+ 1.2\n> A 1001:1002\n+ 2.4\n> A 1001:1002\n< A 1:1 ack 1001 win 5000\n> A 1001:1002\n> A 1002:2002\n< A 1:1 ack 2002 win 5000\n> A 2002:3001\n" },
	{ "zero window: the probe's byte was taken", OPEN("win 1000") "write 2000\n> A 1:1001\n< A 1:1 ack 1001 win 0\n+ 0.3\n> A 1001:1002\n"
	  "< A 1:1 ack 1002 win 0\n+ 0.3\n> A 1002:1003\n< A 1:1 ack 1003 win 5000\n> A 1003:2001\n" },
	{ "zero window holds the FIN until it is probed", OPEN("win 1000") "write 1000\n> A 1:1001\nshutdown\n< A 1:1 ack 1001 win 0\n+ 0.3\n> FA 1001:1001\n"
	  "< A 1:1 ack 1002 win 0\nstate FINWAIT2\n" },
	{ "a window that opens is told at half of the buffer: 3.8.6.2.2", "option receive 4000\n" OPEN("") "< A 1:1001 ack 1\n< A 1001:2001 ack 1\n> A 1:1 ack 2001 win 2000\n"
	  "< A 2001:3001 ack 1\n< A 3001:4001 ack 1\n> A 1:1 ack 4001 win 0\n< A 4001:4002 ack 1\n> A 1:1 ack 4001 win 0\n"
	  "read 1000\nnone\nread 1000\n> A 1:1 ack 4001 win 2000\n" },
	{ "an ACK counts though the window is shut: 3.10.7.4 first", "option receive 2048\n" OPEN("") "write 10\n> A 1:11\n< A 1:1025 ack 1\n< A 1025:2049 ack 1\n> A 11:11 ack 2049 win 0\n"
	  "< A 2049:2059 ack 11\n> A 11:11 ack 2049 win 0\nwrite 5\n> A 11:16\n" },
	{ "an old ACK does not move the window: WL1, WL2", OPEN("win 3000") "write 9000\n> A 1:1001\n> A 1001:2001\n> A 2001:3001\n< A 1:11 ack 2001 win 1000\n"
	  "< A 1:1 ack 1001 win 9000\n> A 3001:3001 ack 11\n" },

	{ "a shut window does not keep what nobody owns: after the user timeout it ends", "option timeout 5\n" OPEN("win 1000") "write 3000\n> A 1:1001\n< A 1:1 ack 1001 win 0\n"
	  "release\nstate FINWAIT1\n+ 0.3\n> A 1001:1002\n< A 1:1 ack 1001 win 0\n+ 0.6\n> A 1001:1002\n< A 1:1 ack 1001 win 0\n+ 1.2\n> A 1001:1002\n"
	  "< A 1:1 ack 1001 win 0\n+ 2.4\n> A 1001:1002\n< A 1:1 ack 1001 win 0\n+ 1\ngone\n" },

	/* ---- loss ---- */
	{ "timeout, doubling, slow start: RFC 6298 5, 5681 3.1", OPEN("") "write 3000\n> A 1:1001\n> A 1001:2001\n> A 2001:3001\n+ 0.3\n> A 1:1001\n"
	  "+ 0.6\n> A 1:1001\n+ 1.2\n> A 1:1001\n< A 1:1 ack 1001\n> A 1001:2001\n> A 2001:3001\n" },
	{ "user timeout", "option timeout 5\n" OPEN("") "write 10\n> A 1:11\n+ 0.3\n> A 1:11\n+ 0.6\n> A 1:11\n+ 1.2\n> A 1:11\n+ 2.4\n> A 1:11\nnoevent\n+ 0.5\nevent TIMEOUT\nstate CLOSED\n" },
	{ "fast retransmit, limited transmit, NewReno: RFC 5681 3.2, 3042, 6582", OPEN("") "write 20000\n" TEN
	  "< A 1:1 ack 1\n> A 10001:11001\n< A 1:1 ack 1\n> A 11001:12001\n< A 1:1 ack 1\n> A 1:1001\n< A 1:1 ack 1\n< A 1:1 ack 1\n< A 1:1 ack 1\n"
	  "< A 1:1 ack 1\n> A 12001:13001\n"
	  "< A 1:1 ack 5001\n> A 5001:6001\n> A 13001:14001\n< A 1:1 ack 12001\n> A 14001:15001\n" },
	{ "two duplicate ACKs are not loss", OPEN("") "write 10000\n" TEN "< A 1:1 ack 1\n< A 1:1 ack 1\n< A 1:1 ack 10001\n" },
	{ "an ACK with data is no duplicate", OPEN("") "write 10000\n" TEN "< A 1:11 ack 1\n< A 11:21 ack 1\n> A 10001:10001 ack 21\n< A 21:31 ack 1\n"
	  "< A 31:41 ack 1\n> A 10001:10001 ack 41\n" },
	{ "a window update is no duplicate", OPEN("win 20000") "write 10000\n" TEN "< A 1:1 ack 1 win 20001\n< A 1:1 ack 1 win 20002\n< A 1:1 ack 1 win 20003\n< A 1:1 ack 1 win 20004\n" },
	{ "SACK: only the holes go again, then the last resort: RFC 6675", OPEN("sackok") "write 10000\n" TEN
	  "< A 1:1 ack 1 sack 1001-2001\n< A 1:1 ack 1 sack 3001-4001\n< A 1:1 ack 1 sack 5001-6001\n> A 1:1001\n"
	  "< A 1:1 ack 1 sack 6001-7001\n< A 1:1 ack 1 sack 7001-8001\n> A 2001:3001\n> A 4001:5001\n"
	  "< A 1:1 ack 1 sack 8001-9001\n> A 9001:10001\n< A 1:1 ack 4001 sack 5001-9001\n< A 1:1 ack 10001\n" },
	{ "SACK: by bytes, on the first duplicate: IsLost()", OPEN("sackok") "write 10000\n" TEN "< A 1:1 ack 1 sack 1001-6001\n> A 1:1001\n< A 1:1 ack 10001\n" },
	{ "SACK of nonsense", OPEN("sackok") "write 3000\n> A 1:1001\n> A 1001:2001\n> A 2001:3001\n< A 1:1 ack 1 sack 5001-9001\n< A 1:1 ack 1 sack 2001-1001\n"
	  "< A 1:1 ack 1 sack 4000000000-1001\n< A 1:1 ack 1 sack 0-1\nnone\n" },
	{ "reneging: RFC 2018 8", OPEN("sackok") "write 3000\n> A 1:1001\n> A 1001:2001\n> A 2001:3001\n< A 1:1 ack 1 sack 1001-3001\n+ 0.3\n> A 1:1001\n"
	  "< A 1:1 ack 1001\n> A 1001:2001\n> A 2001:3001\n" },
	{ "after a rest the window starts anew: RFC 5681 4.1", OPEN("") "write 20000\n" TEN
	  "< A 1:1 ack 10001\n> A 10001:11001\n> A 11001:12001\n> A 12001:13001\n> A 13001:14001\n> A 14001:15001\n> A 15001:16001\n> A 16001:17001\n"
	  "> A 17001:18001\n> A 18001:19001\n> A 19001:20001\n< A 1:1 ack 20001\n+ 10\nwrite 20000\n> A 20001:21001\n> A 21001:22001\n> A 22001:23001\n"
	  "> A 23001:24001\n> A 24001:25001\n> A 25001:26001\n> A 26001:27001\n> A 27001:28001\n> A 28001:29001\n> A 29001:30001\n" },

	/* ---- keepalive: 3.8.4 ---- */
	{ "keepalive answered", "option keepalive 10\n" OPEN("") "+ 10\n> A 0:0 ack 1\n< A 1:1 ack 1\n+ 9.9\nnone\n+ 0.1\n> A 0:0 ack 1\n< A 1:1 ack 1\n" },
	{ "keepalive unanswered", "option keepalive 10\n" OPEN("") "+ 10\n> A 0:0\n+ 10\n> A 0:0\n+ 10\n> A 0:0\n+ 10\n> A 0:0\n+ 10\n> A 0:0\nnoevent\n+ 10\n> RA 1:1\nevent TIMEOUT\n" },
	{ "no keepalive unless asked", OPEN("") "+ 100000\n" },

	/* ---- TIME-WAIT and a new SYN: 3.6.1, RFC 6191 ---- */
	{ "TIME-WAIT: a higher SYN opens anew", "listen\n< S 0:0\n> SA 0:0\n< A 1:1 ack 1\nshutdown\n> FA 1:1\n< FA 1:1 ack 2\n> A 2:2\nrelease\nstate TIMEWAIT\n"
	  "fresh\n< S 500:500\n> SA 0:0 ack 501\nstate SYNRCVD\n" },
	{ "TIME-WAIT: a lower SYN does not", "listen\n< S 0:0\n> SA 0:0\n< A 1:1 ack 1\nshutdown\n> FA 1:1\n< FA 1:1 ack 2\n> A 2:2\nrelease\n"
	  "< S -5:-5\n> A 2:2 ack 2\nstate TIMEWAIT\n" },
	{ "TIME-WAIT: a lower SYN with a newer timestamp does", "listen\n< S 0:0 ts 50 0\n> SA 0:0\n< A 1:1 ack 1 ts 51 0\nshutdown\n> FA 1:1\n"
	  "< FA 1:1 ack 2 ts 52 0\n> A 2:2\nrelease\nfresh\n< S -5:-5 ts 60 0\n> SA 0:0 ack -4\nstate SYNRCVD\n" },
	{ "TIME-WAIT: nor a higher SYN with an older timestamp", "listen\n< S 0:0 ts 50 0\n> SA 0:0\n< A 1:1 ack 1 ts 51 0\nshutdown\n> FA 1:1\n"
	  "< FA 1:1 ack 2 ts 52 0\n> A 2:2\nrelease\n< S 500:500 ts 40 0\n> A 2:2 ack 2\nstate TIMEWAIT\n" },
};

int main(void) { return script_cases_run(scripts, ARRAY_LEN(scripts)); }
