/// Sizes in bytes as people read them.
package enum ByteSize {
    /// The size in the largest binary unit that it reaches, with one decimal rounded half up:
    /// `512 B`, `1.0 KiB`, `1.2 MiB`. A negative size is written as zero.
    package static func text(bytes: Int) -> String {
        if bytes < 1024 { return "\(max(bytes, 0)) B" }
        var unitBytes: Int128 = 1024
        var unit = 0
        var tenths = roundedTenths(bytes, unitBytes)
        // Compared after rounding, so that one byte less than 1 MiB is not "1024.0 KiB".
        while tenths >= 10_240 {
            unitBytes *= 1024
            unit += 1
            tenths = roundedTenths(bytes, unitBytes)
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]

    private static func roundedTenths(_ bytes: Int, _ unitBytes: Int128) -> Int128 {
        (Int128(bytes) * 10 + unitBytes / 2) / unitBytes
    }
}
