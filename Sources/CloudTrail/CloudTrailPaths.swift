import FoundationEssentials

/// Which files an import means by the paths it was given.
package enum CloudTrailPaths {
    /// The files to read. A file stands for itself whatever its name; a folder stands for every
    /// `*.json` and `*.json.gz` below it, links to other folders not followed.
    /// - Returns: Each path once, sorted, so that the order does not depend on the file system.
    /// - Throws: `unreadable_path` for the first path that does not exist or cannot be listed.
    package static func expand(_ paths: [String]) throws(CloudTrailError) -> [String] {
        var files: Set<String> = []
        for path in paths {
            switch isFolder(path) {
            case true?: files.formUnion(try logFiles(below: path))
            case false?: files.insert(path)
            case nil: throw unreadable(path)
            }
        }
        return files.sorted()
    }

    private static func logFiles(below folder: String) throws(CloudTrailError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        } catch {
            throw unreadable(folder)
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        return
            names
            .filter { $0.hasSuffix(".json") || $0.hasSuffix(".json.gz") }
            .map { prefix + $0 }
            .filter { isFolder($0) != true }
    }

    /// Nil where nothing is there.
    private static func isFolder(_ path: String) -> Bool? {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            ? isFolder : nil
    }

    private static func unreadable(_ path: String) -> CloudTrailError {
        CloudTrailError(
            code: .unreadablePath, file: path,
            detail: "The path does not exist or may not be read; correct it or its permissions.")
    }
}
