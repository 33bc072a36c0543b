import Glibc

/// The one folder that holds everything a server keeps, held by one process at a time.
///
/// The lock lasts while the value lives, and ends with the process however that ends. Programs that the server starts do not inherit it.
public final class DataFolder: Sendable {
    /// Where it is, without a slash at the end.
    public let path: String
    /// Its permissions. A folder that is made gets 0700; one that was there keeps what it had, which `doctor` may remark on.
    public let mode: UInt32
    private let lock: FolderLock

    /// Makes the folder, and those above it, where they are missing (0700), and takes it for this process.
    public init(at path: String) throws(DataFolderError) {
        let path = Self.withoutTrailingSlash(path)
        try Self.make(path)
        var state = stat()
        guard stat(path, &state) == 0 else { throw .system(operation: "stat", path: path, code: errno) }
        guard state.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(path: path) }
        guard access(path, R_OK | W_OK | X_OK) == 0 else { throw .system(operation: "access", path: path, code: errno) }
        self.path = path
        mode = state.st_mode & 0o777
        lock = try FolderLock(folder: path)
    }

    /// The path of something in the folder. `name` is one of the program's own, never from a request.
    public func path(of name: String) -> String {
        "\(path)/\(name)"
    }

    private static func make(_ path: String) throws(DataFolderError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw .system(operation: "mkdir", path: path, code: errno)
        }
        try make(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(operation: "mkdir", path: path, code: errno) }
    }

    private static func withoutTrailingSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
