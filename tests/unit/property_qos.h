/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of quality of service for the property test of routers. */
#ifndef TESTS_PROPERTY_QOS_H
#define TESTS_PROPERTY_QOS_H

#define QOS_MAPS                                             \
	"class-map match-any VOICE\n"                        \
	" description what must not wait\n"                  \
	" match dscp ef cs5\n"                               \
	" match ip precedence 5\n"                           \
	" match not access-group name QTEST\n"               \
	"!\n"                                                \
	"class-map match-all DATA\n"                         \
	" match ip dscp af21\n"                              \
	" match vlan 10\n"                                   \
	" match protocol ip\n"                               \
	"!\n"                                                \
	"class-map match-any BULK\n"                         \
	" match any\n"                                       \
	" match class-map DATA\n"                            \
	"!\n"                                                \
	"policy-map LLQ\n"                                   \
	" class VOICE\n"                                     \
	"  priority percent 20 5000\n"                       \
	" class class-default\n"                             \
	"  queue-limit 100 packets\n"                        \
	"!\n"                                                \
	"policy-map CHILD\n"                                 \
	" description of the shaper\n"                       \
	" class DATA\n"                                      \
	"  bandwidth percent 30\n"                           \
	"  random-detect dscp-based\n"                       \
	"  set ip dscp af22\n"                               \
	" class class-default\n"                             \
	"  fair-queue\n"                                     \
	"!\n"                                                \
	"policy-map PARENT\n"                                \
	" class class-default\n"                             \
	"  shape average 2000000\n"                          \
	"  service-policy CHILD\n"                           \
	"!\n"                                                \
	"policy-map INWARD\n"                                \
	" class BULK\n"                                      \
	"  police cir 800000 bc 3000 pir 900000 be 4000\n"   \
	"   conform-action transmit\n"                       \
	"   exceed-action set-dscp-transmit af22\n"          \
	"   violate-action drop\n"                           \
	"  set precedence 3\n"                               \
	"!\n"                                                \
	"policy-map FREE\n"                                  \
	" class BULK\n"                                      \
	" class class-default\n"                             \
	"  random-detect\n"                                  \
	"!\n"

#define QOS_IF_LLQ " service-policy output LLQ\n"
#define QOS_IF " service-policy output PARENT\n"
#define QOS_IF_SUB " service-policy input INWARD\n"
#define QOS_CONTROL                        \
	"control-plane\n"                  \
	" service-policy input INWARD\n"   \
	"!\n"

#define QOS_MATCH(line) { "class-map match-any VOICE", "match " line, "match " line }
#define QOS_FREE(line) { "policy-map FREE / class BULK", line, line }
#define QOS_POLICE(rate)                                                                                                                                            \
	QOS_FREE("police " rate), QOS_FREE("police " rate " conform-action drop exceed-action drop violate-action drop"),                                              \
	QOS_FREE("police " rate " conform-action transmit exceed-action transmit violate-action transmit"),                                                            \
	QOS_FREE("police " rate " conform-action set-dscp-transmit ef exceed-action set-dscp-transmit 7 violate-action set-dscp-transmit default"),                    \
	QOS_FREE("police " rate " conform-action set-prec-transmit 5 exceed-action set-prec-transmit flash violate-action set-prec-transmit 0"),                       \
	QOS_FREE("police " rate " conform-action set-cos-transmit 5 exceed-action set-cos-transmit 1 violate-action set-cos-transmit 0")
#define QOS_TYPED                                                                                                                                                 \
	{ "", "class-map VOICE", "" }, { "", "class-map NEW", "class-map match-all NEW" },                                                                         \
	QOS_MATCH("dscp 1 2 3 4 5 6 7 8"), QOS_MATCH("not dscp af11"), QOS_MATCH("ip dscp 1 2 3 4 5 6 7 8"), QOS_MATCH("not ip dscp ef"),                         \
	QOS_MATCH("precedence 1 2 3 4"), QOS_MATCH("not precedence critical"), QOS_MATCH("ip precedence 1 2 3 4"), QOS_MATCH("not ip precedence 1"),              \
	QOS_MATCH("cos 1 2 3 4"), QOS_MATCH("not cos 5"), QOS_MATCH("vlan 1 2 3 4"), QOS_MATCH("not vlan 7 10-12"), QOS_MATCH("ip rtp 16384 16383"), QOS_MATCH("not ip rtp 2000 0"), QOS_MATCH("access-group 101"),                      \
	QOS_MATCH("input-interface GigabitEthernet0/0"), QOS_MATCH("not input-interface GigabitEthernet0/1.10"), QOS_MATCH("protocol ipv6"),                       \
	QOS_MATCH("protocol arp"), QOS_MATCH("not protocol ip"), QOS_MATCH("packet length min 10 max 100"), QOS_MATCH("not packet length min 7"),                  \
	QOS_MATCH("class-map DATA"), QOS_MATCH("not class-map DATA"),                                                                                             \
	QOS_FREE("priority"), QOS_FREE("priority 100 5000"), QOS_FREE("priority percent 5"), QOS_FREE("bandwidth 100"), QOS_FREE("bandwidth percent 5"),          \
	QOS_FREE("bandwidth remaining percent 5"), QOS_FREE("bandwidth remaining ratio 5"), QOS_FREE("shape average 64000 8000 4000"), QOS_FREE("shape peak 64000 8000 4000"),                            \
	QOS_FREE("shape average percent 5 30 ms 40 ms"), QOS_FREE("fair-queue 64"), QOS_FREE("set dscp ef"), QOS_FREE("set ip precedence 5"), QOS_FREE("set cos 5"),   \
	QOS_FREE("drop"), QOS_FREE("service-policy CHILD"), { "policy-map FREE / class class-default", "queue-limit 5000 bytes", "queue-limit 5000 bytes" },      \
	{ "policy-map CHILD / class DATA", "random-detect dscp af21 20 40 5", "random-detect dscp af21 20 40 5" },                                                \
	{ "policy-map CHILD / class DATA", "random-detect exponential-weighting-constant 7", "random-detect exponential-weighting-constant 7" },                  \
	{ "policy-map CHILD / class DATA", "random-detect ecn", "random-detect ecn" },                                                                            \
	{ "policy-map FREE / class class-default", "random-detect precedence 3 20 40 5", "random-detect precedence 3 20 40 5" },                                  \
	{ "policy-map FREE / class class-default", "random-detect prec-based", "random-detect prec-based" },                                                      \
	QOS_POLICE("80000 3000 4000"), QOS_POLICE("cir 80000 bc 3000 pir 90000 be 4000"), QOS_POLICE("cir percent 10 bc 20 ms pir percent 20 be 30 ms"),          \
	QOS_POLICE("rate 100 pps burst 50 packets"), QOS_POLICE("rate 80000 bps burst 3000 bytes peak-rate 90000 bps peak-burst 4000 bytes"),                                                                                                              \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "conform-action drop", "conform-action drop" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "conform-action transmit", "conform-action transmit" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "conform-action set-dscp-transmit ef", "conform-action set-dscp-transmit ef" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "conform-action set-prec-transmit 5", "conform-action set-prec-transmit 5" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "conform-action set-cos-transmit 5", "conform-action set-cos-transmit 5" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "exceed-action drop", "exceed-action drop" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "exceed-action transmit", "exceed-action transmit" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "exceed-action set-dscp-transmit ef", "exceed-action set-dscp-transmit ef" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "exceed-action set-prec-transmit 5", "exceed-action set-prec-transmit 5" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "exceed-action set-cos-transmit 5", "exceed-action set-cos-transmit 5" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "violate-action drop", "violate-action drop" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "violate-action transmit", "violate-action transmit" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "violate-action set-dscp-transmit ef", "violate-action set-dscp-transmit ef" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "violate-action set-prec-transmit 5", "violate-action set-prec-transmit 5" }, \
	{ "policy-map INWARD / class BULK / police cir 800000 bc 3000 pir 900000 be 4000", "violate-action set-cos-transmit 5", "violate-action set-cos-transmit 5" }, \
	{ "interface GigabitEthernet0/3", "service-policy output PARENT", "service-policy output PARENT" }

#define QOS_ANSWERS                                                                                         \
	{ NULL, "class-map match-any VOICE", "% Class-map VOICE is being used\n", NULL },                    \
	{ NULL, "class-map match-all DATA", "% Class-map DATA is being used\n", NULL },                      \
	{ NULL, "class-map match-any BULK", "% Class-map BULK is being used\n", NULL },                      \
	{ NULL, "shape average 2000000", "CBWFQ : Hierarchy supported only if shaping is configured in this class\n", NULL }, \
	{ NULL, "policy-map LLQ", "% Policy-map LLQ is being used\n", NULL }, \
	{ NULL, "policy-map CHILD", "% Policy-map CHILD is being used\n", NULL },                            \
	{ NULL, "policy-map PARENT", "% Policy-map PARENT is being used\n", NULL },                          \
	{ NULL, "policy-map INWARD", "% Policy-map INWARD is being used\n", NULL }

#endif
