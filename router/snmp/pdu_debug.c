/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `debug snmp packets`: requests and answers in words. */
#include <stdio.h>

#include "router/snmp/own.h"

enum { TEXT_SHOWN = 64 };

static const char *octets(struct rd value, char out[TEXT_SHOWN + 1])
{
	unsigned n = 0;

	while (rd_left(&value) && n < TEXT_SHOWN) {
		u8 c = rd_u8(&value);

		out[n++] = c < ' ' || c > '~' ? '.' : (char)c;
	}
	out[n] = 0;
	return out;
}

static void say_vars(struct device *d, struct rd vars)
{
	char name[OID_MAX * 4], text[TEXT_SHOWN + 1];
	struct oid o;

	for (unsigned k = 0; rd_left(&vars) && k < SNMP_VARS_MAX; k++) {
		struct rd one = ber_expect(&vars, BER_SEQUENCE), id = ber_expect(&one, BER_OID), value, number = one;
		u8 tag = ber_read(&one, &value);

		if (one.bad || !ber_read_oid(id, &o))
			return;
		oid_text(&o, name, sizeof(name));
		if (tag == BER_INTEGER)
			device_debug(d, " %s = %lld", name, (long long)ber_read_int(&number));
		else if (tag == BER_OCTETS)
			device_debug(d, " %s = %s", name, octets(value, text));
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
