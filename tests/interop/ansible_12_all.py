#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible_all.py with the Ansible of trixie (12)."""
import ansible_all

ansible_all.in_trixie()
