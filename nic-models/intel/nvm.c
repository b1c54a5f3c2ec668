/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The EEPROM: words that say who the chip is. Read through EERD, or bit by bit through EECD as a microwire part (93C46: 64 words, 93C56: 256), which
 * older drivers do (8254x manual, 5.3; the part's own data sheet). Writing it is refused by not answering to the write opcodes.
 */
#include "nic-models/intel/intel.h"

enum {
	EECD_SK = 1, EECD_CS = 2, EECD_DI = 4, EECD_DO = 8, EECD_REQ = 0x40, EECD_GNT = 0x80, EECD_PRES = 0x100, EECD_AUTO_RD = 0x200, EECD_SIZE = 0x200,
	SUM_AT = 0x3f,
};

void intel_nvm_init(struct intel *c)
{
	const struct intel_chip *chip = intel_chip(c);
	const struct nic_model *m = c->nic.model;
	u16 sum = 0;

	memset(c->nvm, 0xff, sizeof(c->nvm));
	memset(c->nvm, 0, 64 * 2);
	for (unsigned i = 0; i < 3; i++)
		c->nvm[i] = get_le16(c->nic.mac + 2 * i);
	c->nvm[0x04] = 0xffff;	 /* no image version */
	c->nvm[0x08] = 0x1000;	 /* a board's number */
	c->nvm[0x0a] = 0x4400;	 /* valid, subsystem identity is loaded */
	c->nvm[0x0b] = m->sub_device;
	c->nvm[0x0c] = m->sub_vendor;
	c->nvm[0x0d] = chip->nvm_device;
	c->nvm[0x0e] = m->vendor;
	c->nvm[0x0f] = chip->nvm_ctrl;
	c->nvm[0x24] = 0x0400;	 /* wake-up enabled in hardware */
	c->nvm[0x37] = 0xffff;	 /* no alternative address */
	for (unsigned i = 0; i < SUM_AT; i++)
		sum = (u16)(sum + c->nvm[i]);
	c->nvm[SUM_AT] = (u16)(NVM_SUM - sum);
}

static u16 word(struct intel *c, u32 at)
{
	u16 v = at < intel_chip(c)->nvm_words ? c->nvm[at] : 0;

	return at == SUM_AT && c->nic.inject.nvm_checksum ? (u16)(v + 1) : v;
}

u32 intel_eecd_read(struct nic *n, u32 offset)
{
	struct intel *c = (struct intel *)n;
	u32 v = (R(c, offset) & (EECD_SK | EECD_CS | EECD_DI | EECD_REQ)) | EECD_PRES;

	if (v & EECD_REQ)
		v |= EECD_GNT;
	if (!(v & EECD_CS) || c->microwire.data)
		v |= EECD_DO; /* idle: ready */
	if (intel_chip(c)->advanced)
		v |= 4u << 11 | EECD_AUTO_RD;
	else if (!intel_chip(c)->nvm_address_bits)
		v |= EECD_AUTO_RD;
	return v;
}

static u16 microwire_word(void *arg, u32 at)
{
	return word(arg, at);
}

void intel_eecd_wrote(struct nic *n, u32 offset, u32 was)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset);
	unsigned bits = intel_chip(c)->nvm_address_bits;

	(void)was;
	if (bits)
		microwire_lines(&c->microwire, v & EECD_CS, v & EECD_SK, v & EECD_DI, bits, microwire_word, c);
}

void intel_eerd_wrote(struct nic *n, u32 offset, u32 was)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset);

	(void)was;
	if (v & 1)
		W(c, offset, (u32)word(c, v >> 8 & 0xff) << 16 | (v & 0xff00) | 0x10);
}

void intel_eerd2_wrote(struct nic *n, u32 offset, u32 was)
{
	struct intel *c = (struct intel *)n;
	u32 v = R(c, offset);

	(void)was;
	if (v & 1)
		W(c, offset, (u32)word(c, v >> 2 & 0x3fff) << 16 | (v & 0xfffc) | 2);
}
