// Why this exists: libzstd ships no module map. Only the module Zstd imports it.
#include <zstd.h>
#include <zstd_errors.h>
