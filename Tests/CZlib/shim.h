// zlib, with which tests read what is compressed.
#ifndef TRAYECTORIA_CZLIB_SHIM_H
#define TRAYECTORIA_CZLIB_SHIM_H

#include <zlib.h>

#endif
