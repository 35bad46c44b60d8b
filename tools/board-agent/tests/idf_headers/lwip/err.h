#ifndef LWIP_ERR_H
#define LWIP_ERR_H
#include <stdint.h>
typedef int8_t err_t;
enum { ERR_OK = 0, ERR_INPROGRESS = -5 };
#endif
