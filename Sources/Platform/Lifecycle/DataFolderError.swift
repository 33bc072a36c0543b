import Glibc

/// Why a data folder cannot be used. The text is for whoever starts the server.
public enum DataFolderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process has it; its number where it is known.
    case inUse(path: String, process: Int32?)
    /// There is something else of that name.
    case notAFolder(path: String)
    /// The system refuses.
    case system(operation: String, path: String, code: Int32)

    /// One or two sentences: what is wrong and how to mend it.
    public var description: String {
        switch self {
        case .inUse(let path, let process):
            "Another server\(process.map { " (process \($0))" } ?? "") is using the data folder \(path). "
                + "Stop it first, or choose another folder with --data."
        case .notAFolder(let path):
            "\(path) is not a folder. Choose another with --data."
        case .system(let operation, let path, let code):
            "The data folder cannot be used: \(operation) \(path): \(String(cString: strerror(code))). "
                + "Make it yours to write, or choose another folder with --data."
        }
    }
}
