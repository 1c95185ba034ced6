// Well-formedness of UTF-8 by the table of RFC 3629, section 4; runs of ASCII go eight bytes at a time.
#include "CByteScan.h"

#include <string.h>

int cbs_utf8_valid(const uint8_t *bytes, size_t length, size_t *offset) {
  size_t i = 0;
  while (i < length) {
    if (bytes[i] < 0x80) {
      uint64_t word;
      while (i + 8 <= length && (memcpy(&word, bytes + i, 8), (word & 0x8080808080808080ULL) == 0)) i += 8;
      while (i < length && bytes[i] < 0x80) i++;
      continue;
    }
    uint8_t lead = bytes[i], low = 0x80, high = 0xbf;
    size_t more;
    if (lead >= 0xc2 && lead <= 0xdf) {
      more = 1;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      more = 2;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      more = 3;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      *offset = i;
      return 0;
    }
    if (i + more >= length) {
      *offset = i;
      return 0;
    }
    for (size_t k = 1; k <= more; k++) {
      uint8_t b = bytes[i + k];
      if (b < (k == 1 ? low : 0x80) || b > (k == 1 ? high : 0xbf)) {
        *offset = i;
        return 0;
      }
    }
    i += more + 1;
  }
  return 1;
}
