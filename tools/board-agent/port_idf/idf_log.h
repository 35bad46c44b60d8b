// The board's log, kept for the agent's task instead of written into the line between frames.
#ifndef IDF_LOG_H
#define IDF_LOG_H

#include "agent_core.h"

// From now on ESP_LOGx of every task ends up here.
void idf_log_start(void);

// Hands what has come on to the core.
void idf_log_drain(struct agent *agent);

#endif
