/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP by script: every transition of RFC 9293 figure 5, and what each state does with what does not belong there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/tcp_script.h"

#define ACTIVE                                       \
	"connect\n"                                  \
	"> S 0:0\n"                                  \
	"< SA 0:0 ack 1 win 8000 mss 1000\n"         \
	"> A 1:1 ack 1\n"                            \
	"event CONNECTED\n"
#define PASSIVE                                      \
	"listen\n"                                   \
	"< S 0:0 win 8000 mss 1000\n"                \
	"> SA 0:0 ack 1 mss 1460\n"                  \
	"state SYNRCVD\n"                            \
	"noevent\n"                                  \
	"< A 1:1 ack 1 win 8000\n"                   \
	"event CONNECTED\n"
#define FW1 ACTIVE "shutdown\n> FA 1:1 ack 1\nstate FINWAIT1\n"
#define FW2 FW1 "< A 1:1 ack 2 win 8000\nstate FINWAIT2\n"
#define TW FW2 "< FA 1:1 ack 2 win 8000\n> A 2:2 ack 2\nstate TIMEWAIT\nevent CLOSED\n"
#define CLOSING FW1 "< FA 1:1 ack 1 win 8000\n> A 2:2 ack 2\nstate CLOSING\nevent READABLE\n"
#define CW ACTIVE "< FA 1:1 ack 1 win 8000\n> A 1:1 ack 2\nstate CLOSEWAIT\nevent READABLE\n"
#define LA CW "shutdown\n> FA 1:1 ack 2\nstate LASTACK\n"

static const struct script_case scripts[] = {
	/* ---- opening ---- */
	{ "active open: 3.5 figure 6", ACTIVE "state ESTAB\n" },
	{ "passive open: 3.10.7.2", PASSIVE "state ESTAB\n" },
	{ "simultaneous open: 3.5 figure 7",
	  "connect\n> S 0:0\n< S 0:0 win 8000 mss 1000\n> SA 0:0 ack 1\nstate SYNRCVD\nnoevent\n"
	  "< SA 0:0 ack 1 win 8000 mss 1000\nstate ESTAB\nevent CONNECTED\n"
	  "write 5\n> A 1:6 ack 1\n< A 1:1 ack 6\n" },
	{ "simultaneous open, bare ACK",
	  "connect\n> S 0:0\n< S 0:0 win 8000 mss 1000\n> SA 0:0 ack 1\n< A 1:1 ack 1 win 8000\nstate ESTAB\nevent CONNECTED\n" },
	{ "old duplicate SYN,ACK: 3.5 figure 8",
	  "connect\n> S 0:0\n< SA 0:0 ack 91 win 8000\n> R 91:91\nstate SYNSENT\n< SA 0:0 ack 0 win 8000\n> R 0:0\nstate SYNSENT\n"
	  "< SA 0:0 ack 1 win 8000\n> A 1:1 ack 1\nstate ESTAB\n" },
	{ "SYN-SENT, refused: 3.10.7.3 second", "connect\n> S 0:0\n< RA 0:0 ack 1\nevent REFUSED\nstate CLOSED\nrelease\ngone\n" },
	{ "SYN-SENT, blind resets", "connect\n> S 0:0\n< R 0:0\n< RA 0:0 ack 0\n< RA 0:0 ack 2\nnoevent\nstate SYNSENT\n" },
	{ "SYN-SENT, neither SYN nor RST: fifth", "connect\n> S 0:0\n< A 1:1 ack 1\n< FA 1:1 ack 1\nstate SYNSENT\n" },
	{ "SYN-SENT, retransmission and giving up: RFC 6298 5.5, 1122 4.2.3.5",
	  "connect\n> S 0:0\n+ 0.999\nnone\n+ 0.001\n> S 0:0\n+ 2\n> S 0:0\n+ 4\n> S 0:0\n+ 8\n> S 0:0\n+ 16\n> S 0:0\n"
	  "+ 32\n> S 0:0\n+ 36.9\nnoevent\n+ 0.1\nevent TIMEOUT\nstate CLOSED\n" },
	{ "SYN-SENT, user timeout", "option timeout 5\nconnect\n> S 0:0\n+ 1\n> S 0:0\n+ 2\n> S 0:0\n+ 1.9\nnoevent\n+ 0.1\nevent TIMEOUT\n" },
	{ "SYN-SENT, CLOSE: 3.10.4", "connect\n> S 0:0\nrelease\ngone\n+ 5\n" },
	{ "SYN-SENT, SEND is queued: 3.10.2",
	  "connect\n> S 0:0\nwrite 10\n< SA 0:0 ack 1 win 8000 mss 1000\n> A 1:11 ack 1\n< A 1:1 ack 11 win 8000\n" },
	{ "SYN-SENT, CLOSE is queued after SEND",
	  "connect\n> S 0:0\nwrite 10\nshutdown\n< SA 0:0 ack 1 win 8000 mss 1000\n> FA 1:11 ack 1\nstate FINWAIT1\n" },
	{ "after a lost SYN the first window is one segment: RFC 5681 3.1",
	  "connect\n> S 0:0\n+ 1\n> S 0:0\n< SA 0:0 ack 1 win 8000 mss 1000\n> A 1:1 ack 1\nwrite 3000\n> A 1:1001 ack 1\n" },
	{ "SYN-RECEIVED, the SYN again", "listen\n< S 0:0 mss 1000\n> SA 0:0 ack 1\n< S 0:0 mss 1000\n> SA 0:0 ack 1\nstate SYNRCVD\n" },
	{ "SYN-RECEIVED, reset: 3.10.7.4 second", "listen\n< S 0:0\n> SA 0:0 ack 1\n< R 1:1\ngone\nnoevent\n" },
	{ "SYN-RECEIVED, blind reset: RFC 5961 3.2", "listen\n< S 0:0\n> SA 0:0 ack 1\n< R 2:2\n> A 1:1 ack 1\nstate SYNRCVD\n" },
	{ "SYN-RECEIVED, another SYN: fourth", "listen\n< S 0:0\n> SA 0:0 ack 1\n< S 5:5\ngone\nnoevent\n" },
	{ "SYN-RECEIVED, bad ACK: fifth", "listen\n< S 0:0\n> SA 0:0 ack 1\n< A 1:1 ack 7\n> R 7:7\nstate SYNRCVD\n< A 1:1 ack 0\n> R 0:0\n" },
	{ "SYN-RECEIVED, data with the ACK", "listen\n< S 0:0\n> SA 0:0 ack 1\n< A 1:101 ack 1\nstate ESTAB\nread 100\n+ 0.2\n> A 1:1 ack 101\n" },
	{ "SYN-RECEIVED, FIN with the ACK", "listen\n< S 0:0\n> SA 0:0 ack 1\n< FA 1:11 ack 1\n> A 1:1 ack 12\nstate CLOSEWAIT\nread 10\n" },
	{ "SYN-RECEIVED, retransmission and end",
	  "listen\n< S 0:0\n> SA 0:0 ack 1\n+ 1\n> SA 0:0 ack 1\n+ 2\n> SA 0:0 ack 1\n+ 4\n> SA 0:0 ack 1\n+ 8\n> SA 0:0 ack 1\n"
	  "+ 16\n> SA 0:0 ack 1\n+ 32\n> SA 0:0 ack 1\n+ 12\ngone\nnoevent\n" },
	{ "SYN-RECEIVED, unlisten", "listen\n< S 0:0\n> SA 0:0 ack 1\nunlisten\n> RA 1:1 ack 1\ngone\n" },
	{ "LISTEN: RST, ACK, nothing: 3.10.7.2", "listen\n< R 0:0\n< A 0:0 ack 5\n> R 5:5\n< SA 0:0 ack 9\n> R 9:9\n< F 0:0\n< P 0:5\ngone\n" },
	{ "CLOSED: 3.10.7.1", "< S 0:0\n> RA 0:0 ack 1\n< S 0:9\n> RA 0:0 ack 10\n< A 0:0 ack 5\n> R 5:5\n< R 0:0\n< RA 0:0 ack 3\n< FA 0:4 ack 6\n> R 6:6\n" },

	/* ---- closing ---- */
	{ "close, figure 12", TW "+ 59.9\nstate TIMEWAIT\n+ 0.1\nstate CLOSED\nnoevent\nrelease\ngone\n" },
	{ "close, released in between", FW2 "release\n< FA 1:1 ack 2 win 8000\n> A 2:2 ack 2\nstate TIMEWAIT\n+ 60\ngone\n" },
	{ "simultaneous close, figure 13", CLOSING "< A 2:2 ack 2 win 8000\nstate TIMEWAIT\nevent CLOSED\n+ 60\nstate CLOSED\n" },
	{ "FIN-WAIT-1, FIN and ACK in one", FW1 "< FA 1:1 ack 2 win 8000\n> A 2:2 ack 2\nstate TIMEWAIT\n" },
	{ "FIN-WAIT-1, data goes on", FW1 "< A 1:101 ack 1 win 8000\nread 100\n< A 101:201 ack 2 win 8000\n> A 2:2 ack 201\nstate FINWAIT2\nread 100\n" },
	{ "FIN-WAIT-1, FIN is sent again", FW1 "+ 0.3\n> FA 1:1 ack 1\n+ 0.6\n> FA 1:1 ack 1\n< A 1:1 ack 2 win 8000\nstate FINWAIT2\n+ 9\n" },
	{ "CLOSE-WAIT, data goes on", CW "write 10\n> A 1:11 ack 2\n< A 2:2 ack 11 win 8000\nstate CLOSEWAIT\n" },
	{ "LAST-ACK", LA "< A 2:2 ack 2 win 8000\nstate CLOSED\nevent CLOSED\nrelease\ngone\n" },
	{ "LAST-ACK, released", CW "release\n> FA 1:1 ack 2\n< A 2:2 ack 2 win 8000\ngone\n" },
	{ "the FIN waits for data", ACTIVE "write 1500\n> A 1:1001 ack 1\nshutdown\n> FA 1001:1501 ack 1\nstate FINWAIT1\n< A 1:1 ack 1502 win 8000\nstate FINWAIT2\n" },
	{ "TIME-WAIT, the FIN again: fifth", TW "+ 50\n< FA 1:1 ack 2 win 8000\n> A 2:2 ack 2\n+ 59.9\nstate TIMEWAIT\n+ 0.1\nstate CLOSED\n" },
	{ "TIME-WAIT, reset", TW "< R 2:2\nstate CLOSED\n" },
	{ "FIN-WAIT-2 without a user ends", FW2 "release\n+ 59.9\nstate FINWAIT2\n+ 0.1\ngone\n" },
	{ "FIN-WAIT-2 with a user stays", FW2 "+ 5000\nstate FINWAIT2\n" },
	{ "a FIN out of order", ACTIVE "< FA 101:201 ack 1\n> A 1:1 ack 1\nstate ESTAB\n< A 1:101 ack 1\n> A 1:1 ack 202\nstate CLOSEWAIT\nread 200\n" },
	{ "a second FIN elsewhere is not believed", ACTIVE "< FA 101:201 ack 1\n> A 1:1 ack 1\n< FA 1:51 ack 1\n> A 1:1 ack 51\nstate ESTAB\nread 50\n" },
	{ "data behind a FIN is not taken", CW "< A 2:12 ack 1 win 8000\nnoevent\nread 0\n" },
	{ "released with data unread: 3.6.1", ACTIVE "< A 1:11 ack 1\nrelease\n> RA 1:1 ack 11\ngone\n" },
	{ "new data after release: 3.6.1", ACTIVE "release\n> FA 1:1 ack 1\n< A 1:11 ack 2\n> RA 2:2 ack 1\ngone\n" },
	{ "abort: 3.10.5", ACTIVE "abort\n> RA 1:1 ack 1\ngone\n" },
	{ "abort in CLOSE-WAIT", CW "abort\n> RA 1:1 ack 2\ngone\n" },
	{ "abort in LAST-ACK", LA "abort\ngone\n" },
	{ "abort in TIME-WAIT", TW "abort\ngone\n" },
	{ "a segment after the end", LA "< A 2:2 ack 2\nstate CLOSED\n< A 2:2 ack 2\n> R 2:2\n" },

	/* ---- resets: 3.10.7.4 second, RFC 5961 3.2 ---- */
	{ "ESTABLISHED, reset", ACTIVE "< R 1:1\nevent RESET\nstate CLOSED\nrelease\ngone\n" },
	{ "ESTABLISHED, reset in the window", ACTIVE "< R 2:2\n> A 1:1 ack 1\nnoevent\nstate ESTAB\n" },
	{ "ESTABLISHED, reset outside", ACTIVE "< R 0:0\n< R 70000:70000\nnoevent\nstate ESTAB\n" },
	{ "challenges are rationed: RFC 5961 7", ACTIVE
	  "< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n"
	  "< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\n> A 1:1\n< R 2:2\nnone\n+ 1\n< R 2:2\n> A 1:1\n" },
	{ "FIN-WAIT-1, reset", FW1 "< R 1:1\nevent RESET\nstate CLOSED\n" },
	{ "FIN-WAIT-2, reset", FW2 "< R 1:1\nevent RESET\nstate CLOSED\n" },
	{ "CLOSE-WAIT, reset", CW "< R 2:2\nevent RESET\nstate CLOSED\n" },
	{ "CLOSING, reset", CLOSING "< R 2:2\nevent CLOSED\nstate CLOSED\n" },
	{ "LAST-ACK, reset", LA "< R 2:2\nevent CLOSED\nstate CLOSED\n" },

	/* ---- SYN in a synchronized state: RFC 5961 4.2 ---- */
	{ "ESTABLISHED, SYN in the window", ACTIVE "< S 1:1\n> A 1:1 ack 1\nstate ESTAB\nnoevent\n" },
	{ "ESTABLISHED, SYN outside", ACTIVE "< S 999999:999999\n> A 1:1 ack 1\nstate ESTAB\nnoevent\n" },
	{ "ESTABLISHED, SYN,ACK again", ACTIVE "< SA 0:0 ack 1\n> A 1:1 ack 1\nstate ESTAB\n" },
	{ "half-open: figure 9, the peer's reset of our challenge", ACTIVE "< S 400:400\n> A 1:1 ack 1\n< R 1:1\nevent RESET\n" },

	/* ---- ACK: fifth, RFC 5961 5.2 ---- */
	{ "no ACK bit", ACTIVE "< P 1:11\nnoevent\nread 0\n" },
	{ "ACK of the future", ACTIVE "< A 1:11 ack 2\n> A 1:1 ack 1\nread 0\n" },
	{ "ACK of long ago", ACTIVE "< A 1:11 ack -9000\n> A 1:1 ack 1\nread 0\n" },
	{ "ACK a little old is fine", ACTIVE "write 10\n> A 1:11\n< A 1:1 ack 11\n< A 1:5 ack 1\nread 4\n+ 0.2\n> A 11:11 ack 5\n" },

	/* ---- data: first, seventh ---- */
	{ "in order; delayed ACK", ACTIVE "< A 1:11 ack 1\nevent READABLE\n+ 0.199\nnone\n+ 0.001\n> A 1:1 ack 11\nread 10\n" },
	{ "each second segment is acknowledged: RFC 5681 4.2", ACTIVE "< A 1:1001 ack 1\nnone\n< A 1001:2001 ack 1\n> A 1:1 ack 2001\nread 2000\n" },
	{ "the ACK rides on data", ACTIVE "< A 1:11 ack 1\nwrite 5\n> A 1:6 ack 11\n+ 0.25\n" "< A 11:11 ack 6\n" },
	{ "out of order and filled", ACTIVE "< A 11:21 ack 1\n> A 1:1 ack 1\nread 0\n< A 31:41 ack 1\n> A 1:1 ack 1\n< A 1:11 ack 1\n> A 1:1 ack 21\n"
	  "< A 21:31 ack 1\n> A 1:1 ack 41\nread 40\n" },
	{ "overlap on the left", ACTIVE "< A 1:11 ack 1\nread 10\n< A 5:21 ack 1\n> A 1:1 ack 21\nread 10\n" },
	{ "overlap with what is kept", ACTIVE "< A 11:21 ack 1\n> A 1:1 ack 1\n< A 1:16 ack 1\n> A 1:1 ack 21\nread 20\n" },
	{ "a duplicate", ACTIVE "< A 1:11 ack 1\nread 10\n< A 1:11 ack 1\n> A 1:1 ack 11\nread 0\n" },
	{ "beyond the window", ACTIVE "< A 65536:65546 ack 1\n> A 1:1 ack 1\n< A 65526:65546 ack 1\n> A 1:1 ack 1\nread 0\n" },
	{ "keepalive of the peer", ACTIVE "< A 0:0 ack 1\n> A 1:1 ack 1\n< A 0:1 ack 1\n> A 1:1 ack 1\n" },
	{ "urgent stays in line: RFC 6093", ACTIVE "< UA 1:11 ack 1\nread 10\n+ 0.2\n> A 1:1 ack 11\n" },
	{ "SACK blocks, newest first: RFC 2018 4", "connect\n> S 0:0\n< SA 0:0 ack 1 mss 1000 sackok\n> A 1:1 ack 1\n"
	  "< A 11:21 ack 1\n> A 1:1 ack 1 sackn 1 sack 11\n< A 31:41 ack 1\n> A 1:1 ack 1 sackn 2 sack 31\n"
	  "< A 51:61 ack 1\n> A 1:1 ack 1 sackn 3 sack 51\n< A 11:21 ack 1\n> A 1:1 ack 1 sackn 3 sack 11\n< A 1:11 ack 1\n> A 1:1 ack 21 sackn 2\n" },
};

int main(void) { return script_cases_run(scripts, ARRAY_LEN(scripts)); }
