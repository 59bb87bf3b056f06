import Glibc

/// One hasher per thread, so that hashing a whole message or making its code makes no context and
/// takes no lock.
final class ThreadHasher {
    /// The place where each thread keeps its own; the system drops it when the thread ends.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let status = unsafe pthread_key_create(&key) { hasher in
            if let hasher = unsafe hasher {
                unsafe Unmanaged<ThreadHasher>.fromOpaque(hasher).release()
            }
        }
        precondition(status == 0, "the system has no thread-specific key left")
        return key
    }()

    /// The hasher of the thread that asks. Not to be kept.
    static var current: ThreadHasher {
        if let known = unsafe pthread_getspecific(key) {
            return unsafe Unmanaged<ThreadHasher>.fromOpaque(known).takeUnretainedValue()
        }
        let made = ThreadHasher()
        let status = unsafe pthread_setspecific(key, Unmanaged.passRetained(made).toOpaque())
        precondition(status == 0, "the system has no memory for a thread's hasher")
        return made
    }

    private static let noKey = [UInt8](repeating: 0, count: 32)

    private var hasher = SHA256Hasher()
    private var coder: HMACSHA256?

    /// The HMAC-SHA256 of a message.
    /// - Throws: `library_failed` if libcrypto has no HMAC or no memory.
    func code(of message: Span<UInt8>, key: Span<UInt8>) throws(OpenSSLError) -> Words256 {
        var coder: HMACSHA256
        if let known = self.coder.take() {
            coder = known
            coder.setKey(key)
        } else {
            coder = try HMACSHA256(key: key)
        }
        let code = coder.words(of: message)
        // The key is not kept: it may be about to be destroyed.
        coder.setKey(Self.noKey.span)
        self.coder = consume coder
        return code
    }

    func hash(prefix: UInt8?, _ message: Span<UInt8>) -> Words256 {
        if let prefix { hasher.update(byte: prefix) }
        hasher.update(message)
        return hasher.finish()
    }
}
