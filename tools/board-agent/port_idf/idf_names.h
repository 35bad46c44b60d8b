// Names, by lwIP's resolver in its own thread; the answers come back through a queue.
#ifndef IDF_NAMES_H
#define IDF_NAMES_H

#include "agent_core.h"

void idf_names_start(void);

// 0 or a negative error number.
int idf_names_resolve(uint32_t token, const char *name);

// Hands what has been found on to the core.
void idf_names_drain(struct agent *agent);

#endif
