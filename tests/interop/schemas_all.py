#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""schemas.py over every lab that runs on the virtual clock."""
import schemas

schemas.main(True)
