// The structural scan of delimited text: where fields and rows end, 64 bytes at a time.
//
// A block of bytes is first turned into two bit masks (one bit a byte): ends of fields (delimiters and line
// ends) and ends of lines, of those that count, i.e. that stand outside quotes. Rows and the wanted fields in
// them are then found with population counts and bit selection, without looking at the bytes again.
//
// Every buffer of bytes that is passed in must be readable up to the next multiple of 64 plus one byte.
#ifndef TRAYECTORIA_CBYTESCAN_H
#define TRAYECTORIA_CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

// What a pass over the bytes of a block noticed.
typedef struct {
  uint64_t line_feeds;  // number of LF bytes, quoted ones included
  uint8_t has_quote;    // 1 if any byte is a double quote
  uint8_t has_high;     // 1 if any byte is 0x80 or above
  uint8_t has_nul;      // 1 if any byte is zero
  uint8_t has_carriage; // 1 if any byte is CR
} cbs_summary;

// Instruction sets: the best one that the machine has is used unless a test asks for another.
enum { CBS_AUTO = 0, CBS_PORTABLE = 1, CBS_AVX2 = 2, CBS_AVX512 = 3 };

// 1 if the machine can run that instruction set.
int cbs_supports(int level);

// Number of 64-bit words a mask of `length` bytes needs.
static inline size_t cbs_words(size_t length) { return (length + 63) / 64; }

// Masks of the ends of fields (delimiters and line ends) and of line ends alone (LF, or CR that no LF follows),
// quotes ignored. `next` is the byte that follows the block (0 at the end of the file), so that a CR at the very
// end is judged rightly. Bits at and above `length` are zero.
void cbs_masks(const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t next, uint64_t *field_ends,
               uint64_t *line_ends, cbs_summary *summary, int level);

// The same masks with quotes honoured: a field that starts with a double quote lasts to the quote that closes
// it ("" stands for one quote); a quote inside an unquoted field is an ordinary byte. Returns 1 if the block
// ends inside a quoted field, and then the offset of the opening quote in `open_quote`.
int cbs_masks_quoted(const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t next,
                     uint64_t *field_ends, uint64_t *line_ends, size_t *open_quote);

// The offset after the last line end outside quotes (0 if there is none) in `last_end`. Returns 1 if the bytes end
// inside a quoted field, and then the offset of the opening quote in `open_quote`. A CR as the last byte does not
// count as a line end: it may be half of a CRLF.
int cbs_last_row_end(const uint8_t *bytes, size_t length, uint8_t delimiter, size_t *last_end,
                     size_t *open_quote);

// The offset after the last byte of that value, 0 if there is none.
size_t cbs_after_last(const uint8_t *bytes, size_t length, uint8_t value);

// Line ends in the bytes, quoted or not: LF, and CR that no LF follows.
size_t cbs_count_lines(const uint8_t *bytes, size_t length);

// One row as found by cbs_rows: bytes [begin, end) of the block and the number of fields.
typedef struct {
  uint32_t begin;
  uint32_t end;
  uint32_t fields;
} cbs_row;

// Finds rows. For each row with exactly `columns` fields, writes where each wanted field (indices rising,
// from 0) begins and ends: field j of good row i at starts[i * wanted_count + j]. Good rows are listed in
// `rows` from 0; rows of another width go to `bad` (at most `bad_capacity`; the count goes on). Empty lines are
// passed over and counted. `has_carriage` = 0 says that no CR is in the bytes, so that none is looked for before each
// line end: that byte has left the nearest cache by then. Returns the number of good rows, at most `row_capacity`;
// `consumed` says how many bytes were dealt with.
typedef struct {
  size_t good;
  size_t bad;
  size_t blank;
  size_t consumed;
} cbs_found;

cbs_found cbs_rows(const uint8_t *bytes, size_t length, const uint64_t *field_ends,
                   const uint64_t *line_ends, const uint32_t *wanted, size_t wanted_count,
                   uint32_t columns, uint32_t *starts, uint32_t *ends, cbs_row *rows, size_t row_capacity,
                   cbs_row *bad, size_t bad_capacity, int has_carriage, int level);

// 1 if the bytes are well-formed UTF-8 (RFC 3629); else 0 and the offset of the first byte that is not.
int cbs_utf8_valid(const uint8_t *bytes, size_t length, size_t *offset);

// Asks for the cache line of an address that will be written to soon. Any address will do: what cannot be had is not.
static inline void cbs_prefetch(const void *address) { __builtin_prefetch(address, 1); }

#endif
