// Who answers the host, in HELLO.
#ifndef AGENT_VERSION_H
#define AGENT_VERSION_H

#define AGENT_NAME "espalier board-agent 1.0"

#endif
