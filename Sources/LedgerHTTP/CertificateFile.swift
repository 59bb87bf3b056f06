import Files
package import NIOSSL

/// PEM files of certificates and keys.
package enum CertificateFile {
    /// The certificates of a file, in its order.
    /// - Throws: where it cannot be read, or holds none.
    package static func certificates(_ path: String) throws(TLSError) -> [NIOSSLCertificate] {
        let bytes = try bytes(path)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes) else {
            throw TLSError(
                "\(path) holds no certificate that can be read; give a PEM file.")
        }
        return certificates
    }

    /// The private key of a file.
    /// - Throws: where it cannot be read, holds none, or wants a passphrase.
    static func privateKey(_ path: String) throws(TLSError) -> NIOSSLPrivateKey {
        let bytes = try bytes(path)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw TLSError(
                "\(path) holds no private key that can be read; give a PEM file without a "
                    + "passphrase.")
        }
        return key
    }

    private static func bytes(_ path: String) throws(TLSError) -> [UInt8] {
        do throws(FileError) {
            let file = try ReadableFile(path: path)
            return try file.read(0..<file.count)
        } catch {
            throw TLSError("\(path) cannot be read: \(error.message). Give a file that can be.")
        }
    }
}

/// Why a certificate is of no use.
package struct TLSError: Error {
    /// What is wrong and what to do.
    package let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
