import Files
import Glibc
package import NIOSSL

/// PEM files of certificates and keys.
package enum CertificateFile {
    /// The certificates of a file, in its order.
    /// - Throws: where it cannot be read, or holds none.
    package static func certificates(_ path: String) throws(TLSError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path) else {
            throw failure(
                path, otherwise: "holds no certificate that can be read; give a PEM file.")
        }
        return certificates
    }

    /// The private key of a file.
    /// - Throws: where it cannot be read, holds none, or wants a passphrase.
    static func privateKey(_ path: String) throws(TLSError) -> NIOSSLPrivateKey {
        guard let key = try? NIOSSLPrivateKey(file: path, format: .pem) else {
            throw failure(
                path,
                otherwise: "holds no private key that can be read; give a PEM file without a "
                    + "passphrase.")
        }
        return key
    }

    /// Why nothing came of a file.
    /// - Parameter otherwise: what is wrong where it can be read. That is asked for and not tried,
    ///   for a pipe is read only once.
    private static func failure(_ path: String, otherwise: String) -> TLSError {
        guard unsafe access(path, R_OK) != 0 else { return TLSError("\(path) \(otherwise)") }
        let error = FileError.last("read", path)
        return TLSError("\(path) cannot be read: \(error.message). Give a file that can be.")
    }
}

/// Why a certificate is of no use.
package struct TLSError: Error {
    /// What is wrong and what to do.
    package let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
