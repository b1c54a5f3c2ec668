#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TACACS+ server for tests, written by RFC 8907 alone: it shares no code with the client that it tests. No Debian suite of ours has a daemon.

libtacacs.py ADDRESS PORT KEY LOG: users admin (cisco, level 15; all commands but those beginning "reload"), oper (oper, level 1; only "show" and "exit"), and for
enable the password "root". otp (anything) is asked for more. Each accounting record and each authorization is a line of LOG.
"""
import hashlib
import socketserver
import struct
import sys

KEY, LOG = sys.argv[3].encode(), sys.argv[4]
USERS = {"admin": "cisco", "oper": "oper", "otp": "otp"}


def hide(body, session, version, seq):
    pad = b""
    last = b""
    while len(pad) < len(body):  # 4.5
        last = hashlib.md5(struct.pack("!I", session) + KEY + bytes([version, seq]) + last).digest()
        pad += last
    return bytes(a ^ b for a, b in zip(body, pad))


def note(*words):
    with open(LOG, "a") as f:
        print(*words, file=f, flush=True)


class Session(socketserver.StreamRequestHandler):
    def take(self):
        head = self.rfile.read(12)
        if len(head) < 12:
            return None
        self.version, kind, self.seq, flags, self.session, length = struct.unpack("!BBBBII", head)
        assert self.version == 0xC0 and not flags & 1, "version or flags"
        body = hide(self.rfile.read(length), self.session, self.version, self.seq)
        return kind, body

    def give(self, kind, body):
        seq = self.seq + 1
        self.wfile.write(struct.pack("!BBBBII", self.version, kind, seq, 0, self.session, len(body)) + hide(body, self.session, self.version, seq))

    def authen_reply(self, status, message=b"", flags=0):
        self.give(1, struct.pack("!BBHH", status, flags, len(message), 0) + message)

    def said(self):
        kind, body = self.take()
        n, data, _ = struct.unpack("!HHB", body[:5])
        assert kind == 1 and len(body) == 5 + n + data, "a CONTINUE's lengths"
        return body[5:5 + n].decode()

    def authenticate(self, body):
        action, level, how, service, nu, np, nr, nd = body[:8]
        assert action == 1 and how == 1 and len(body) == 8 + nu + np + nr + nd, "a START's fields"
        user = body[8:8 + nu].decode()
        port, peer = body[8 + nu:8 + nu + np].decode(), body[8 + nu + np:8 + nu + np + nr].decode()
        note("authen", user, port, peer, "service", service, "level", level)
        if not user and service == 1:
            self.authen_reply(4, b"Username: ")
            user = self.said()
        self.authen_reply(5, b"Password: ", 1)
        password = self.said()
        if service == 2:
            good = password == "root"
        elif user == "otp":
            self.authen_reply(3, b"Code: ")
            good = self.said() == "4711"
        else:
            good = USERS.get(user) == password
        self.authen_reply(1 if good else 2, b"" if good else b"Not you")

    def question(self, body):
        method, level, _, service, nu, np, nr, n = body[:8]
        lens, at, out = body[8:8 + n], 8 + n, []
        for size in [nu, np, nr, *lens]:
            out.append(body[at:at + size].decode())
            at += size
        assert at == len(body), "lengths do not add up"
        return level, out[0], out[3:]

    def authorize(self, body):
        level, user, args = self.question(body)
        note("author", user, *args)
        pairs = [a.split("=", 1) for a in args]
        command = " ".join(v for k, v in pairs if k in ("cmd", "cmd-arg"))
        if ["cmd", ""] in pairs:
            back = [b"priv-lvl=15" if user == "admin" else b"priv-lvl=1"] if user in USERS else None
        else:
            back = [] if (user == "admin" and not command.startswith("reload")) or command.split()[0] in ("show", "exit") else None
        if back is None:
            self.give(2, struct.pack("!BBHH", 0x10, 0, 0, 0))
        else:
            self.give(2, struct.pack("!BBHH", 1, len(back), 0, 0) + bytes(len(a) for a in back) + b"".join(back))

    def handle(self):
        got = self.take()
        if not got:
            return
        kind, body = got
        try:
            if kind == 1:
                self.authenticate(body)
            elif kind == 2:
                self.authorize(body)
            else:
                flags = body[0]
                level, user, args = self.question(body[1:])
                note("acct", {2: "start", 4: "stop"}[flags], user, *args)
                self.give(3, struct.pack("!HHB", 0, 0, 1))
        except (AssertionError, struct.error, UnicodeDecodeError, TypeError) as e:
            note("WRONG", repr(e))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server((sys.argv[1], int(sys.argv[2])), Session).serve_forever()
