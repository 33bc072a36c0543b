#ifndef PARLANCE_CZLIB_SHIM_H
#define PARLANCE_CZLIB_SHIM_H

#include <zlib.h>

// zlib's beginnings are macros that Swift does not see; negative window bits mean a stream without header and checksum.

static inline int parlance_deflate_begin(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, -window_bits, 8, Z_DEFAULT_STRATEGY);
}

static inline int parlance_inflate_begin(z_stream *stream) {
    return inflateInit2(stream, -15);
}

#endif
