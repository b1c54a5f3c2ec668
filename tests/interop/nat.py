#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kind: nat: a host of the lab reaches the NAT's gateway and, through it, a server of this machine's loopback."""
import http.server
import os
import threading

from libinterop import ROOT, check, execute, finish, lanyard, private_state

private_state()
up = lanyard("up", f"{ROOT}/topologies/home.yml")
check("up", up.returncode == 0, up.stderr)
out = execute("pc1", "ping 10.0.2.2 repeat 10")
check("a host pings the gateway", "(10/10)" in out, out)
out = execute("r1", "ping 10.0.2.2")
check("a router pings the gateway", "(5/5)" in out, out)


class Page(http.server.BaseHTTPRequestHandler):
    hits = 0

    def do_GET(self):
        Page.hits += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
out = execute("pc1", f"traffic tcp 10.0.2.2 port {server.server_port} kilobytes 1")
check("TCP reaches a server of this machine through the NAT", "refused" not in out.lower() and "timed out" not in out.lower() and "bytes" in out.lower(), out)
down = lanyard("down", "home")
check("down", down.returncode == 0 and not os.path.exists(f"{os.environ['LANYARD_STATE']}/home/control"), down.stderr)
finish()
