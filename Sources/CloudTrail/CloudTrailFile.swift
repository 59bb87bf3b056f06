import FoundationEssentials
import Zlib

/// The records of one CloudTrail log file, `{"Records":[…]}`, plain or as gzip.
package struct CloudTrailFile: Equatable, Sendable {
    /// The file as the caller named it.
    package let name: String

    /// What could be mapped, by time and then event id: CloudTrail itself promises no order.
    package let records: [CloudTrailRecord]

    /// What could not be mapped, in the order of the file.
    package let problems: [CloudTrailProblem]

    /// Reads a whole file. Gzip is told by its first bytes, not by the name.
    /// - Parameters:
    ///   - bytes: The content of the file as it is stored.
    ///   - name: What problems and errors call the file.
    ///   - bytesMax: The most bytes that the file may have once decompressed.
    /// - Returns: The records, and a problem for each record that could not be mapped.
    /// - Throws: `CloudTrailError` where the file as a whole is not a CloudTrail log file.
    package static func read(
        _ bytes: [UInt8], name: String, bytesMax: Int = CloudTrailLimits.fileBytesMax
    ) throws(CloudTrailError) -> CloudTrailFile {
        let json = try plain(bytes, name: name, bytesMax: bytesMax)
        var records: [CloudTrailRecord] = []
        var problems: [CloudTrailProblem] = []
        for (recordIndex, item) in try items(json, name: name).enumerated() {
            switch item.result {
            case .success(var record):
                record.recordIndex = recordIndex
                records.append(record)
            case .failure(let fault):
                problems.append(
                    CloudTrailProblem(
                        file: name, recordIndex: recordIndex, code: fault.code,
                        detail: fault.detail))
            }
        }
        records.sort { ($0.time, $0.eventID) < ($1.time, $1.eventID) }
        return CloudTrailFile(name: name, records: records, problems: problems)
    }

    private static func plain(
        _ bytes: [UInt8], name: String, bytesMax: Int
    ) throws(CloudTrailError) -> [UInt8] {
        let tooLarge = CloudTrailError(
            code: .tooLarge, file: name,
            detail: "The file is over \(bytesMax) bytes decompressed; split its records into "
                + "several files.")
        guard GzipDecompressor.isGzip(bytes) else {
            guard bytes.count <= bytesMax else { throw tooLarge }
            return bytes
        }
        do throws(ZlibError) {
            var decompressor = try GzipDecompressor()
            return try decompressor.decompress(bytes.span, maximumSize: bytesMax)
        } catch {
            guard error.code != .tooLarge else { throw tooLarge }
            throw CloudTrailError(
                code: .badGzip, file: name,
                detail: "The gzip data cannot be read (\(error.message)); fetch the file again.")
        }
    }

    private static func items(
        _ json: [UInt8], name: String
    ) throws(CloudTrailError) -> [Item] {
        do {
            return try JSONDecoder().decode(Envelope.self, from: Data(json)).items
        } catch DecodingError.dataCorrupted {
            throw CloudTrailError(
                code: .badJSON, file: name, detail: "The file is not JSON; fetch it again.")
        } catch {
            throw CloudTrailError(
                code: .noRecords, file: name,
                detail: "The file has no Records array; leave out what is not a CloudTrail log "
                    + "file, such as a digest.")
        }
    }
}

private struct Envelope: Decodable {
    enum CodingKeys: String, CodingKey {
        case items = "Records"
    }

    let items: [Item]
}

/// An element of `Records`. Decoding it never fails, so that one bad record does not end the array.
private struct Item: Decodable {
    let result: Result<CloudTrailRecord, CloudTrailFault>

    init(from decoder: any Decoder) {
        do throws(CloudTrailFault) {
            result = .success(try CloudTrailRecord(from: decoder))
        } catch {
            result = .failure(error)
        }
    }
}
