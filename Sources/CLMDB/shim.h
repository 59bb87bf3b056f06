// Why this exists: Debian's liblmdb-dev ships neither a module map nor a pkg-config file, so the
// header is named here and the library in the module map. Only the module LMDB imports it.
#include <lmdb.h>
