/// Text that can be pasted into a shell.
package enum ShellWord {
    /// One word of a POSIX shell, in quotes where it must be.
    package static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.unicodeScalars.allSatisfy(isPlain) { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: "/._-+:@%".unicodeScalars.contains(scalar)
        }
    }
}
