/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of users, passwords and lines for the property tests. ACCESS_CLASS: for devices whose vty lines have access lists. */
#ifndef TESTS_PROPERTY_ACCESS_H
#define TESTS_PROPERTY_ACCESS_H

#define ACCESS_GLOBAL                                                        \
	"enable secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n"                \
	"!\n"                                                                 \
	"enable secret level 5 8 $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk\n" \
	"!\n"                                                                 \
	"enable password old\n"                                               \
	"!\n"                                                                 \
	"enable password level 7 7 0822455D0A16\n"                            \
	"!\n"                                                                 \
	"username admin privilege 15 secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6\n" \
	"username alice nopassword\n"                                         \
	"username bob privilege 7\n"                                          \
	"username carol password in the clear\n"                              \
	"username dora\n"                                                     \
	"username fay view V1\n"                                              \
	"username gina privilege 3 view V1 nopassword\n"                      \
	"username hank view V1 nopassword\n"                                  \
	"username ivy privilege 5 view V1 secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n" \
	"username jack view V1 password in the clear\n"                       \
	"!\n"

/* Where `ip ssh` stands. */
#define ACCESS_SSH                                                           \
	"ip ssh time-out 60\n"                                               \
	"ip ssh authentication-retries 5\n"                                  \
	"ip ssh version 2\n"                                                 \
	"ip ssh logging events\n"                                            \
	"ip ssh server authenticate user password\n" \
	"ip ssh stricthostkeycheck\n" \
	"!\n" \
	"ip ssh pubkey-chain\n" \
	" !\n" \
	" username admin\n" \
	"  key-hash ssh-rsa 00112233445566778899AABBCCDDEEFF\n" \
	" !\n" \
	" username bob\n" \
	"  key-hash ecdsa-sha2-nistp256 10112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ecdsa-sha2-nistp384 20112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ecdsa-sha2-nistp521 30112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ssh-ed25519 40112233445566778899AABBCCDDEEFF\n" \
	" !\n" \
	" server 10.0.0.9\n" \
	"  key-hash ssh-rsa 00112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ecdsa-sha2-nistp256 10112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ecdsa-sha2-nistp384 20112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ecdsa-sha2-nistp521 30112233445566778899AABBCCDDEEFF\n" \
	"  key-hash ssh-ed25519 40112233445566778899AABBCCDDEEFF\n" \
	"!\n"

#define ACCESS_TYPED                                                                                            \
	{ "", "security passwords min-length 3", "security passwords min-length 3" },                           \
	{ "", "service password-encryption", "service password-encryption" },                                   \
	{ "", "enable password 0 class", "enable password class" },                                             \
	{ "", "username eve privilege 1", "username eve" },                                                     \
	{ "", "username eve privilege 3 nopassword", "username eve privilege 3 nopassword" },                   \
	{ "", "username eve privilege 3 password 7 0822455D0A16", "username eve privilege 3 password 7 0822455D0A16" }, \
	{ "", "username eve secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/", "username eve secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/" }, \
	{ "line con 0", "login local", "login local" },                                                         \
	{ "line con 0", "password 0 x", "password x" },                                                         \
	{ "line vty 0 4", "no login", "no login" },                                                             \
	{ "line vty 0 4", "transport input none", "transport input none" },                                     \
	{ "line vty 0 4", "transport input ssh", "transport input ssh" },                                       \
	{ "line vty 0 4", "transport input ssh telnet", "transport input telnet ssh" },                         \
	{ "line vty 0 4", "transport input telnet ssh", "transport input telnet ssh" },                         \
	{ "line vty 0 4", "transport output none", "transport output none" }, \
	{ "line vty 0 4", "transport output ssh", "transport output ssh" }, \
	{ "line vty 0 4", "transport output telnet", "transport output telnet" }, \
	{ "line vty 0 4", "transport output all", "" }, \
	{ "line vty 0 4", "transport output ssh telnet", "transport output telnet ssh" }, \
	{ "line vty 0 4", "transport output telnet ssh", "transport output telnet ssh" }, \
	{ "line con 0", "transport preferred none", "transport preferred none" }, \
	{ "line con 0", "transport preferred telnet", "" }, \
	{ "line vty 0 4", "transport input all", "transport input all" },                                       \
	{ "", "ip ssh server authenticate user keyboard publickey", "ip ssh server authenticate user keyboard publickey" }, \
	{ "ip ssh pubkey-chain / username admin", "key-string AAAAC3NzaC1lZDI1NTE5AAAAIOBq6DV4PxLa7nVj59Cp+rj2KGgpU+1Qf5T/iiPDLmFR a comment", \
	  "key-hash ssh-ed25519 E86A3EB7E1E100CDA1EFC2CAE2A0706A" }, \
	{ "ip ssh pubkey-chain / server 10.0.0.9", "key-string AAAAC3NzaC1lZDI1NTE5AAAAIOBq6DV4PxLa7nVj59Cp+rj2KGgpU+1Qf5T/iiPDLmFR a comment", \
	  "key-hash ssh-ed25519 E86A3EB7E1E100CDA1EFC2CAE2A0706A" }, \
	{ "", "ip ssh time-out 120", NULL },                                                                    \
	{ "", "ip ssh authentication-retries 3", NULL }

#define ACCESS_ANSWERS { "line vty 0 4", "login local", "", "no login" }

#endif
