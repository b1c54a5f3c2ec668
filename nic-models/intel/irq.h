/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICS, IMS, IMC: hooks that are the same on all chips; each chip's irq_update() stands behind. For inclusion into a chip's file. */
static void icr_wrote(struct nic *n, u32 offset, u32 was)
{
	(void)offset;
	(void)was;
	irq_update((struct intel *)n);
}

static void ics_wrote(struct nic *n, u32 offset, u32 was)
{
	u32 bits = nic_reg(n, offset);

	(void)was;
	nic_set(n, offset, 0);
	cause((struct intel *)n, bits);
}

static void ims_wrote(struct nic *n, u32 offset, u32 was)
{
	nic_set(n, offset, nic_reg(n, offset) | was);
	irq_update((struct intel *)n);
}

static void imc_wrote(struct nic *n, u32 offset, u32 was)
{
	u32 bits = nic_reg(n, offset);

	(void)was;
	nic_set(n, offset, 0);
	nic_set(n, IMS, nic_reg(n, IMS) & ~bits);
	irq_update((struct intel *)n);
}
