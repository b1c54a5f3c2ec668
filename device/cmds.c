/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of every device with a shell. Handlers are in the *_cli.c and *_show.c files of this room. */
#include "device/debug.h"
#include "device/own.h"

const struct cli_mode mode_interface = { .name = "interface", .prompt = "(config-if)", .parent = &mode_config };
const struct cli_mode mode_tty = { .name = "line", .prompt = "(config-line)", .parent = &mode_config };

#define LEVEL "[<0-7>:level | emergencies | alerts | critical | errors | warnings | notifications | informational | debugging]"
#define LEVEL_HELP                                                                                                    \
	"Logging severity level|System is unusable (severity=0)|Immediate action needed (severity=1)|"               \
	"Critical conditions (severity=2)|Error conditions (severity=3)|Warning conditions (severity=4)|"            \
	"Normal but significant conditions (severity=5)|Informational messages (severity=6)|Debugging messages (severity=7)"
#define CONDITIONS "[severity {drops|includes} WORD:severities | facility {drops|includes} WORD:facilities | mnemonics {drops|includes} WORD:names | rate-limit <1-10000>:rate]*"
#define HOW "Drops messages|Includes messages|"
#define CONDITIONS_HELP                                                                                                                                              \
	"Severity group for filtering|" HOW "Severities, apart by commas|Facility pattern for message filtering|" HOW "Facilities as a pattern: one after another|"      \
	"Mnemonics pattern for message filtering|" HOW "Mnemonics as a pattern|Number of messages per second|Messages per second"
#define DELIMITED_HELP "c banner-text c, where 'c' is a delimiting character"
#define MONTHS                                                                                                        \
	"january | february | march | april | may | june | july | august | september | october | november | december"
#define MONTHS_HELP                                                                                                   \
	"Month of the year|Month of the year|Month of the year|Month of the year|Month of the year|Month of the year|" \
	"Month of the year|Month of the year|Month of the year|Month of the year|Month of the year|Month of the year"
#define STAMP "[uptime | datetime [msec | localtime | show-timezone | year]*]"
#define STAMP_HELP                                                                                                    \
	"Timestamp with system uptime|Timestamp with date and time|Include milliseconds in timestamp|"               \
	"Use local time zone for timestamps|Add time zone information to timestamp|Include year in timestamp"

static const struct cmd exec_rows[] = {
	{ &mode_exec, "show version", "Show running system information|System hardware and software status", .show = show_version },
	{ &mode_exec, "show clock [detail]", "|Display the system clock|Display detailed information", .show = show_clock },
	{ &mode_exec, "show users", "|Display information about terminal lines", .show = show_users },
	{ &mode_exec, "show line", "|TTY line information", .show = show_line },
	{ &mode_exec, "clear line {<0-17>:line | console 0 | vty <0-15>:vty-line}", "|Reset a terminal line|Line number|Primary terminal line|Line number|Virtual terminal|Line number",
	  .run = clear_line, .flags = CMD_PRIV },
	{ &mode_exec, "send {*|<0-17>:line|console 0|vty <0-15>:vty}", "Send a message to other tty lines|All tty lines|Send a message to a specific line|Primary terminal line|Line number|Virtual terminal|Line number",
	  .run = send_message, .flags = CMD_PRIV },
	{ &mode_exec, "send log [<0-7>:level] LINE:text", "|Logging destinations|Logging severity level|Message text", .run = send_log, .flags = CMD_PRIV },
	{ &mode_exec, "lock", "Lock the terminal", .run = lock_terminal },
	{ &mode_exec, "show logging", "|Show the contents of logging buffers", .show = show_logging },
	{ &mode_exec, "show logging history", "||Show the contents of syslog history table", .show = show_logging_history },
	{ &mode_exec, "show logging count", "||Show counts of each logging message", .show = show_logging_count },
	{ &mode_exec, "show processes memory [sorted]", "|Active process statistics|Show memory use per process|Sorted by holding",
	  .show = show_memory },
	{ &mode_exec, "show processes cpu [sorted]", "||Show CPU use per process|Sorted by what was used most", .show = show_cpu },
	{ &mode_exec, "show processes cpu history", "|||Graphs of the CPU's use", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show startup-config", "|Contents of startup configuration", .show = show_startup, .flags = CMD_PRIV },
	{ &mode_exec, "show inventory", "|Show the physical inventory", .show = show_inventory },
	{ &mode_exec, "show platform", "|Show platform information", .show = show_platform },
	{ &mode_exec, "show boot", "|Show boot attributes", .show = show_boot },
	{ &mode_exec, "show environment [all]", "|Environmental monitor statistics|All of them", .show = show_environment },
	{ &mode_exec, "show tech-support", "|Show system information for Tech-Support", .show = show_tech, .flags = CMD_PRIV },
	{ &mode_exec, "show reload", "|Scheduled reload information", .show = show_reload },
	{ &mode_exec, "show debugging", "|State of each debugging option", .show = show_debugging },
	{ &mode_exec, "show interfaces [INTERFACE]", "|Interface status and configuration|", .show = show_interfaces },
	{ &mode_exec, "show interfaces [INTERFACE] description", "|||Show interface description", .show = show_interfaces_description },
	{ &mode_exec, "show interfaces [INTERFACE] status", "|||Show interface line status", .show = show_interfaces_status },
	{ &mode_exec, "show interfaces [INTERFACE] counters", "|||Show interface counters", .show = show_interfaces_counters },
	{ &mode_exec, "show interfaces [INTERFACE] summary", "|||Show interface summary", .show = show_interfaces_summary },
	{ &mode_exec, "show interfaces [INTERFACE] {accounting|stats}", "|||Show interface accounting|Show interface packets & octets, in & out, by switching path", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show interfaces [INTERFACE] counters errors", "||||Show interface error counters", .show = show_interfaces_errors },
	{ &mode_exec, "show controllers [INTERFACE]", "|Interface controller status: the NICs of guests, from inside|", .show = show_controllers },
	{ &mode_exec, "show drops [INTERFACE]", "|Discarded frames by interface and reason|", .show = show_drops },

	{ &mode_exec, "clear counters [INTERFACE]", "Reset functions|Clear counters on one or all interfaces|", .run = clear_counters,
	  .flags = CMD_PRIV },
	{ &mode_exec, "clear logging", "|Clear logging buffer", .run = clear_logging, .flags = CMD_PRIV },
	{ &mode_exec, "terminal monitor", "Set terminal line parameters|Copy debug output to the current terminal line",
	  .run = terminal_monitor },
	{ &mode_exec, "terminal no monitor", "|Negate a command or set its defaults|Copy debug output to the current terminal line", .run = terminal_no_monitor },
	DEBUG_CMDS("nic registers", "NICs of guests that are wired to this device|Each access of a driver to a register"),
	DEBUG_CMDS("nic descriptors", "NICs of guests that are wired to this device|Each descriptor that is processed"),
	DEBUG_CMDS("nic interrupts", "NICs of guests that are wired to this device|Each interrupt"),
	{ &mode_exec, "debug all", "Debugging functions (see also 'undebug')|Enable all debugging", .run = debug_every, .flags = CMD_PRIV },
	{ &mode_exec, "undebug all", "Disable debugging functions|Turn off all debugging", .run = debug_none, .flags = CMD_PRIV },
	{ &mode_exec, "no debug all", "Negate a command|Disable debugging functions|Turn off all debugging", .run = debug_none,
	  .flags = CMD_PRIV },
	{ &mode_exec, "clock set hh:mm:ss {<1-31>:day {" MONTHS "} | {" MONTHS "} <1-31>:day} <1993-2099>:year",
	  "Manage the system clock|Set the time and date|Current Time|Day of the month|" MONTHS_HELP "|" MONTHS_HELP "|Day of the month|Year", .run = clock_set, .flags = CMD_PRIV },

	{ &mode_exec, "write [memory]", "Write running configuration to memory|Write to NV memory", .run = keep_write, .flags = CMD_PRIV },
	{ &mode_exec, "write erase", "|Erase NV memory", .run = keep_erase, .flags = CMD_PRIV },
	{ &mode_exec, "erase startup-config", "Erase a filesystem|Erase contents of configuration memory", .run = keep_erase,
	  .flags = CMD_PRIV },
	{ &mode_exec, "reload [reason LINE:reason]", "Halt and perform a cold restart|Reason for reload|Text", .run = keep_reload, .flags = CMD_PRIV },
	{ &mode_exec, "reload in WORD:delay [LINE:reason]", "|Reload after a time interval|Delay before reload (mmm or hhh:mm)|Reason for reload",
	  .run = keep_reload_in, .flags = CMD_PRIV },
	{ &mode_exec, "reload at WORD:time [<1-31>:day {" MONTHS "} | {" MONTHS "} <1-31>:day] [LINE:reason]",
	  "|Reload at a specific time/date|Time to reload (hh:mm)|Day of the month|" MONTHS_HELP "|" MONTHS_HELP "|Day of the month|Reason for reload",
	  .run = keep_reload_at, .flags = CMD_PRIV },
	{ &mode_exec, "reload cancel", "|Cancel pending reload", .run = keep_reload_cancel, .flags = CMD_PRIV },
};

static const struct cmd config_rows[] = {
	{ &mode_config, "version WORD", "Version of the software that wrote this configuration|", .run = cmd_nothing,
	  .flags = CMD_NO_STORE | CMD_HIDDEN },
	{ &mode_config, "boot-start-marker", "", .run = cmd_nothing, .flags = CMD_NO_STORE | CMD_HIDDEN },
	{ &mode_config, "boot-end-marker", "", .run = cmd_nothing, .flags = CMD_NO_STORE | CMD_HIDDEN },

	{ &mode_config, "service timestamps debug " STAMP,
	  "Modify use of network based services|Timestamp debug/log messages|Timestamp debug messages|" STAMP_HELP, .run = service_timestamps,
	  .key = 3, .order = ORDER_SERVICE, .dflt = "service timestamps debug" },
	{ &mode_config, "service timestamps log " STAMP, "||Timestamp log messages|" STAMP_HELP, .run = service_timestamps, .key = 3,
	  .order = ORDER_SERVICE, .dflt = "service timestamps log" },
	{ &mode_config, "service sequence-numbers", "|Stamp logger messages with a sequence number", .run = service_sequence,
	  .order = ORDER_SERVICE + 1 },
	{ &mode_config, "hostname WORD", "Set system's network name|This system's network name", .run = cmd_hostname, .key = 1,
	  .order = ORDER_HOSTNAME },
	{ &mode_config, "logging on", "Modify message logging facilities|Enable logging to all enabled destinations", .run = logging_on,
	  .order = ORDER_LOGGING, .dflt = "logging on" },
	{ &mode_config, "logging buffered [discriminator WORD:discriminator] [<4096-16777216>:size] " LEVEL, "|Set buffered logging parameters|Establish MD-Message Discriminator association|MD-Message Discriminator name|Logging buffer size|" LEVEL_HELP,
	  .run = logging_buffered, .key = 2, .order = ORDER_LOGGING + 1, .dflt = "logging buffered", .complete = log_filter_names },
	{ &mode_config, "logging console [discriminator WORD:discriminator] " LEVEL, "|Set console logging parameters|Establish MD-Message Discriminator association|MD-Message Discriminator name|" LEVEL_HELP, .run = logging_console, .key = 2,
	  .order = ORDER_LOGGING + 2, .dflt = "logging console", .complete = log_filter_names },
	{ &mode_config, "logging monitor [discriminator WORD:discriminator] " LEVEL, "|Set terminal line (monitor) logging parameters|Establish MD-Message Discriminator association|MD-Message Discriminator name|" LEVEL_HELP, .run = logging_monitor,
	  .key = 2, .order = ORDER_LOGGING + 3, .dflt = "logging monitor", .complete = log_filter_names },
	{ &mode_config, "logging userinfo", "|Enable logging of user info on privileged mode enabling", .run = logging_userinfo, .order = ORDER_LOGGING + 6 },
	{ &mode_config, "logging count", "|Count every log message and timestamp last occurrence", .run = logging_count, .order = ORDER_LOGGING + 4 },
	{ &mode_config, "logging rate-limit [console | all] <1-10000>:rate [except {<0-7>:level | emergencies | alerts | critical | errors | warnings | notifications | informational | debugging}]",
	  "|Set messages per second limit|Rate limit only console messages|Rate limit all messages, including debug messages|Rate limit in messages per second|"
	  "Messages of this severity or higher|Logging severity level|System is unusable|Immediate action needed|Critical conditions|Error conditions|Warning conditions|"
	  "Normal but significant conditions|Informational messages|Debugging messages", .run = logging_rate, .key = 2, .order = ORDER_LOGGING + 5 },
	{ &mode_config, "logging history [<0-7>:level | emergencies | alerts | critical | errors | warnings | notifications | informational | debugging]", "|Configure syslog history table|" LEVEL_HELP,
	  .run = logging_history, .key = 2, .order = ORDER_LOGGING + 7, .dflt = "logging history warnings" },
	{ &mode_config, "logging history size <0-500>:entries", "||Set history table size|Number of table entries", .run = logging_history_size, .key = 3, .order = ORDER_LOGGING + 8,
	  .dflt = "logging history size 1" },
	{ &mode_config, "logging discriminator WORD:name " CONDITIONS, "|Create or modify a message discriminator|Name, at most 8 letters and digits|" CONDITIONS_HELP, .run = logging_discriminator,
	  .key = 3, .order = ORDER_LOGGING - 1, .flags = CMD_SORT_NUMERIC, .complete = log_filter_names },
	{ &mode_config, "logging discriminator WORD:name " CONDITIONS " msg-body {drops|includes} LINE:pattern",
	  "|||" CONDITIONS_HELP "|Message body pattern for message filtering|" HOW "Pattern", .run = logging_discriminator, .key = 3, .order = ORDER_LOGGING - 1, .flags = CMD_SORT_NUMERIC,
	  .complete = log_filter_names },
	{ &mode_config, "logging persistent [LINE]", "|Enable storing of syslog messages in a folder|Where, and how much", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "logging {exception | message-counter | queue-limit | snmp-trap | filter | alarm | esm | cns-events | reload} [LINE]",
	  "|Limit size of exception flush output|Set the counter to be put into messages|"
	  "Set logger message queue size|Set syslog level for sending snmp trap|Specify logging filter|Configure syslog for alarms|Set ESM filter restrictions|"
	  "Set CNS Event logging level|Set reload logging level|Its values", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip domain lookup", "Global IP configuration subcommands|IP DNS Resolver|Enable IP Domain Name System hostname translation",
	  .run = cmd_domain_lookup, .order = ORDER_IP, .dflt = "ip domain lookup" },
	{ &mode_config, "ip domain-lookup", "", .run = cmd_domain_lookup, .order = ORDER_IP, .dflt = "ip domain-lookup", .flags = CMD_HIDDEN },
	{ &mode_config, "banner exec DELIMITED", "Define a login banner|Set EXEC process creation banner|" DELIMITED_HELP, .run = cmd_banner, .key = 2,
	  .order = ORDER_BANNER },
	{ &mode_config, "banner prompt-timeout DELIMITED", "|Set Message for login authentication timeout|" DELIMITED_HELP, .run = cmd_banner, .key = 2,
	  .order = ORDER_BANNER + 3 },
	{ &mode_config, "banner {incoming | slip-ppp} DELIMITED", "|Set incoming terminal line banner|Set Message for SLIP/PPP|" DELIMITED_HELP,
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "banner login DELIMITED", "|Set login banner|" DELIMITED_HELP, .run = cmd_banner, .key = 2, .order = ORDER_BANNER + 1 },
	{ &mode_config, "banner motd DELIMITED", "|Set Message of the Day banner|" DELIMITED_HELP, .run = cmd_banner, .key = 2,
	  .order = ORDER_BANNER + 2 },

	{ &mode_config, "interface INTERFACE", "Select an interface to configure|", .run = iface_cmd, .enter = &mode_interface, .key = 2,
	  .order = ORDER_INTERFACE, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "line {con | console} 0", "Configure a terminal line|Primary terminal line|Primary terminal line|First Line number",
	  .run = cmd_line, .enter = &mode_tty, .order = ORDER_LINE, .key = 3 },
	{ &mode_config, "line aux 0", "|Auxiliary line|First Line number", .run = cmd_line, .enter = &mode_tty, .order = ORDER_LINE + 1, .key = 3 },
	{ &mode_config, "line vty <0-15>:first [<1-15>:last]", "|Virtual terminal|First Line number|Last Line number", .run = cmd_line,
	  .enter = &mode_tty, .order = ORDER_LINE + 2, .flags = CMD_SORT_NUMERIC },
};

static const struct cmd interface_rows[] = {
	{ &mode_interface, "description LINE", "Interface specific description|Up to 240 characters describing this interface",
	  .run = iface_description, .key = 1, .order = ORDER_IF_DESCRIPTION },
	{ &mode_interface, "mac-address H.H.H", "Manually set interface MAC address|MAC address", .run = iface_mac, .key = 1,
	  .order = ORDER_IF_MAC },
	{ &mode_interface, "mtu <64-9216>:bytes", "Set the interface Maximum Transmission Unit (MTU)|MTU size in bytes", .run = iface_mtu,
	  .key = 1, .order = ORDER_IF_MTU },
	{ &mode_interface, "bandwidth <1-100000000>:kbit", "Set bandwidth informational parameter|Bandwidth in kilobits", .run = iface_bandwidth,
	  .key = 1, .order = ORDER_IF_BANDWIDTH },
	{ &mode_interface, "delay <1-16777215>:tens", "Specify interface throughput delay|Throughput delay (tens of microseconds)",
	  .run = iface_delay, .key = 1, .order = ORDER_IF_DELAY },
	{ &mode_interface, "load-interval <30-600>:seconds",
	  "Specify interval for load calculation for an interface|Load interval delay in seconds", .run = iface_load_interval, .key = 1,
	  .order = ORDER_IF_LOAD, .dflt = "load-interval 300" },
	{ &mode_interface, "shutdown", "Shutdown the selected interface", .run = iface_shutdown, .order = ORDER_IF_SHUTDOWN,
	  .dflt = "no shutdown" },
	{ &mode_interface, "duplex {auto | full | half}",
	  "Configure duplex operation.|Enable AUTO duplex configuration|Force full duplex operation|Force half-duplex operation",
	  .run = iface_duplex, .key = 1, .order = ORDER_IF_DUPLEX, .dflt = "duplex auto" },
	{ &mode_interface, "speed {auto | 10 | 100 | 1000 | 10000}",
	  "Configure speed operation.|Enable AUTO speed configuration|Force 10 Mbps operation|Force 100 Mbps operation|"
	  "Force 1000 Mbps operation|Force 10 Gbps operation",
	  .run = iface_speed, .key = 1, .order = ORDER_IF_SPEED, .dflt = "speed auto" },
	{ &mode_interface, "negotiation auto", "Select Autonegotiation mode|Perform link autonegotiation", .run = cmd_always_on,
	  .order = ORDER_IF_SPEED + 1, .dflt = "negotiation auto" },
};

static const struct cmd line_rows[] = {
	{ &mode_tty, "exec-timeout <0-35791>:minutes [<0-59>:seconds]", "Set the EXEC timeout|Timeout in minutes|Timeout in seconds",
	  .run = line_timeout, .key = 1, .order = 10 },
	{ &mode_tty, "logging synchronous [level {all | <0-7>:severity}] [limit <1-1000>:lines]",
	  "Modify message logging facilities|Synchronized message output|Severity level to output asynchronously|All severities|Severity level|Messages queue limit|Number of messages",
	  .run = line_synchronous, .key = 2, .order = 20 },
	{ &mode_tty, "lockable", "Allow users to lock a line", .run = line_lockable, .order = 55 },
	{ &mode_tty, "length <0-512>:lines", "Set number of lines on a screen|Number of lines on screen (0 for no pausing)", .run = line_length,
	  .key = 1, .order = 30 },
	{ &mode_tty, "width <0-512>:columns", "Set width of the display terminal|Number of characters on a screen line", .run = line_width,
	  .key = 1, .order = 40 },
	{ &mode_tty, "stopbits 1", "Set async line stop bits|One stop bit", .run = cmd_always_on, .order = 50, .dflt = "stopbits 1" },
	{ &mode_tty, "session-timeout <0-35791>:minutes", "Set interval for closing connection when there is no input traffic|Session timeout interval in minutes",
	  .run = line_session_timeout, .key = 1, .order = 11 },
	{ &mode_tty, "absolute-timeout <0-10000>:minutes", "Set absolute timeout for line disconnection|Absolute timeout interval in minutes",
	  .run = line_absolute_timeout, .key = 1, .order = 12 },
	{ &mode_tty, "session-limit <0-4294967295>:n", "Set maximum number of sessions|Maximum number of sessions", .run = line_session_limit, .key = 1, .order = 13 },
	{ &mode_tty, "escape-character {default | none | <0-255>:code | WORD:key}", "Change the current line's escape character|Set escape character to default escape character|Disable escape entirely|ASCII decimal equivalent of the escape character|Escape character",
	  .run = line_escape, .key = 1, .order = 14 },
};

#define REFUSED(mode, syntax, help) { &(mode), syntax, help, .flags = CMD_UNSUPPORTED }
#define OFF(mode, syntax, help) { &(mode), syntax, help, .flags = CMD_UNSUPPORTED | CMD_OFF }
/* Lines that every pasted configuration has. What is never on here may be turned off. */
static const struct cmd refused_rows[] = {
	OFF(mode_config, "service nagle", "|Enable Nagle's congestion control algorithm"),
	OFF(mode_config, "service finger", "|Allow responses to finger requests"),
	OFF(mode_config, "service compress-config", "|Compress the configuration file"),
	OFF(mode_config, "service internal", "|Enable/Disable Internal commands"),
	REFUSED(mode_config, "service tcp-keepalives-in", "|Generate keepalives on idle incoming network connections"),
	REFUSED(mode_config, "service tcp-keepalives-out", "|Generate keepalives on idle outgoing network connections"),
	OFF(mode_config, "ip finger", "|finger server"),
	OFF(mode_config, "ip gratuitous-arps", "|Generate gratuitous ARPs for PPP/SLIP peer addresses"),
	OFF(mode_config, "ip bootp server", "|Config BOOTP services|Enable BOOTP server"),
	REFUSED(mode_config, "ip ftp LINE", "|FTP configuration commands|"),
	OFF(mode_config, "ip scp server enable", "|Scp commands|Server configuration|Enable the SCP server"),
	REFUSED(mode_config, "license LINE", "Configure license features|"),
	REFUSED(mode_config, "memory LINE", "Configure memory management|"),
	REFUSED(mode_config, "redundancy", "Enter redundancy mode"),
	REFUSED(mode_config, "platform LINE", "platform specific configuration|"),
	REFUSED(mode_config, "diagnostic LINE", "Configure diagnostic information|"),
	REFUSED(mode_config, "call-home", "Enter call-home configuration mode"),
	REFUSED(mode_config, "mpls LINE", "Configure MPLS parameters|"),
	REFUSED(mode_config, "prompt LINE", "Set system's prompt|"),
	REFUSED(mode_config, "snmp-server ifindex LINE", "|Enable ifindex persistence|"),
	OFF(mode_interface, "mop LINE", "DEC MOP server commands|"),
	REFUSED(mode_interface, "media-type LINE", "Interface media type|"),
	REFUSED(mode_interface, "carrier-delay LINE", "Specify delay for interface transitions|"),
	REFUSED(mode_interface, "hold-queue LINE", "Set hold queue depth|"),
	REFUSED(mode_interface, "logging event LINE", "Configure logging for interface|Interface events|"),
	{ &mode_config, "service pad", "|Enable PAD commands", .run = cmd_always_off, .dflt = "no service pad" },
	{ &mode_config, "service config", "|TFTP load config files", .run = cmd_always_off, .dflt = "no service config" },
	{ &mode_config, "clock timezone LINE", "Configure time-of-day clock|Configure time zone|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "clock summer-time LINE", "|Configure summer (daylight savings) time|", .flags = CMD_UNSUPPORTED },
};

const struct cmd_table device_cmds[] = {
	CMD_TABLE(exec_rows), CMD_TABLE(config_rows), CMD_TABLE(interface_rows), CMD_TABLE(line_rows), CMD_TABLE(refused_rows),
};
const unsigned n_device_cmds = ARRAY_LEN(device_cmds);

const struct help_row device_help[] = {
	{ &mode_exec, "show", "Show running system information" },
	{ &mode_exec, "debug", "Debugging functions (see also 'undebug')" },
	{ &mode_exec, "undebug", "Disable debugging functions (see also 'debug')" },
	{ &mode_config, "interface", "Select an interface to configure" },
	{ &mode_config, "ip", "Global IP configuration subcommands" },
	{ &mode_config, "logging", "Modify message logging facilities" },
};
const unsigned n_device_help = ARRAY_LEN(device_help);
