/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `debug snmp packets`: requests and answers in words. */
#include <stdio.h>

#include "router/snmp/own.h"

enum { TEXT_SHOWN = 64 };

static const char *octets(const struct mib_value *v, char out[TEXT_SHOWN + 1])
{
	unsigned n = 0;

	for (; n < v->len && n < TEXT_SHOWN; n++)
		out[n] = v->data[n] < ' ' || v->data[n] > '~' ? '.' : (char)v->data[n];
	out[n] = 0;
	return out;
}

static void say_vars(struct device *d, struct rd vars)
{
	char name[OID_MAX * 4], text[TEXT_SHOWN + 1];
	struct mib_value v;
	struct oid o;

	for (unsigned k = 0; k < SNMP_VARS_MAX && rd_left(&vars) && snmp_read_var(&vars, &o, &v); k++) {
		oid_text(&o, name, sizeof(name));
		if (v.tag == BER_INTEGER)
			device_debug(d, " %s = %lld", name, (long long)v.n);
		else if (v.tag == BER_OCTETS)
			device_debug(d, " %s = %s", name, octets(&v, text));
		else
			device_debug(d, " %s = NULL TYPE/VALUE", name);
	}
}

void snmp_debug_request(const struct snmp *a, const struct snmp_request *q)
{
	struct device *d = a->ip->dev;

	if (!debug_on(d, DEBUG_SNMP))
		return;
	if (q->type == PDU_BULK)
		device_debug(d, "SNMP: Get-bulk request, reqid %lld, nonrptr %lld, maxreps %lld", (long long)q->id, (long long)q->error, (long long)q->index);
	else
		device_debug(d, "SNMP: %s request, reqid %lld, errstat %lld, erridx %lld", q->type == PDU_GET ? "Get" : q->type == PDU_NEXT ? "Get-next" : "Set", (long long)q->id,
			     (long long)q->error, (long long)q->index);
	say_vars(d, q->vars);
}

void snmp_debug_answer(const struct snmp *a, const struct snmp_request *q, u8 error, u32 index)
{
	if (debug_on(a->ip->dev, DEBUG_SNMP))
		device_debug(a->ip->dev, "SNMP: Response, reqid %lld, errstat %u, erridx %u", (long long)q->id, error, index);
}
