// Why this exists: libcrypto ships no module map. These are the headers of the parts we use
// (digests, MACs, ciphers, Ed25519, randomness, errors). Only the module OpenSSL imports it.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
