// The agent on ESP-IDF: one task with the core, the line and one select over the sockets. Wi-Fi, names
// and log come to it through queues, so that nothing of the core is shared.
#ifndef IDF_AGENT_H
#define IDF_AGENT_H

// Starts everything and returns.
void idf_agent_start(void);

#endif
