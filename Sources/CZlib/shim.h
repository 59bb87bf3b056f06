// Why this exists: zlib ships no module map. Only the module Zlib imports it.
#include <zlib.h>
