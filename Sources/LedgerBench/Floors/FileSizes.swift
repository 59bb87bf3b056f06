import Foundation

/// The files below a folder.
struct FileSizes {
    /// Paths and bytes.
    private(set) var files: [(path: String, bytes: Int64)] = []

    /// What is missing is empty.
    init(below folder: String) {
        for name in FileManager.default.enumerator(atPath: folder) ?? .init() {
            guard let name = name as? String else { continue }
            let path = "\(folder)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let bytes = attributes[.size] as? NSNumber
            else { continue }
            files.append((path, bytes.int64Value))
        }
    }

    var bytes: Int64 { files.reduce(0) { $0 + $1.bytes } }

    /// Reads every file from one end to the other: the least that anything which reads them all
    /// has to do.
    func readAll() throws {
        for file in files {
            guard let handle = FileHandle(forReadingAtPath: file.path) else {
                throw BenchError(description: "\(file.path) cannot be read")
            }
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {}
            try handle.close()
        }
    }
}
