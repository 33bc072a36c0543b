import Glibc

/// Why the server cannot start with its key file. The text is for whoever runs the server.
public enum KeyFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is none.
    case absent(path: String)
    /// There is one already, where a new one was to be made.
    case exists(path: String)
    /// Its permissions let others read or change it.
    case openToOthers(path: String, mode: UInt32)
    /// It is a folder, a pipe or a device.
    case notAFile(path: String)
    /// It is not a key file of this version.
    case malformed(path: String)
    /// The system refuses.
    case system(operation: String, path: String, code: Int32)

    /// One or two sentences: what is wrong and how to mend it.
    public var description: String {
        switch self {
        case .absent(let path):
            "The key file \(path) does not exist. Without it the stored texts cannot be read: put it back from your copy."
        case .exists(let path):
            "The key file \(path) exists already and is not replaced."
        case .openToOthers(let path, let mode):
            "The key file \(path) may be used by others (mode \(String(mode, radix: 8))). Make it yours alone: chmod 600 \(path)"
        case .notAFile(let path):
            "The key file \(path) is not an ordinary file."
        case .malformed(let path):
            "The key file \(path) is damaged or of another version. Put it back from your copy."
        case .system(let operation, let path, let code):
            "The key file \(path) cannot be used: \(operation): \(String(cString: strerror(code)))."
        }
    }
}
