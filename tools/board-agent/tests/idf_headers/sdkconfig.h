// What Kconfig would give. The line is the compile command's: -DCONFIG_AGENT_LINE_...
#ifndef SDKCONFIG_H
#define SDKCONFIG_H
#define CONFIG_AGENT_UART_PORT 0
#define CONFIG_AGENT_UART_BAUD_MAX 2000000
#define CONFIG_AGENT_WIFI_SSID ""
#define CONFIG_UART_ISR_IN_IRAM 1
#define CONFIG_LWIP_IPV6_NUM_ADDRESSES 3
#endif
