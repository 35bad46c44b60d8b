#ifndef LWIP_TCPIP_H
#define LWIP_TCPIP_H
#include "lwip/err.h"
err_t tcpip_callback(void (*function)(void *context), void *context);
#endif
