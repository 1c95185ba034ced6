// libxlsxwriter, as the system has it.
#ifndef TRAYECTORIA_CXLSXWRITER_SHIM_H
#define TRAYECTORIA_CXLSXWRITER_SHIM_H

#include <xlsxwriter.h>

#endif
