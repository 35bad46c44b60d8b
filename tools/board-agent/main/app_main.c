#include "idf_agent.h"

void app_main(void);  // ESP-IDF declares it nowhere

void app_main(void) {
    idf_agent_start();
}
