import Glibc
import Identifiers

/// Reads and writes a key file. What is checked is checked on the open descriptor, so that nobody can exchange the file in between.
enum KeyFileStorage {
    private static let maximumLength = 1 << 20

    static func read(_ path: String) throws(KeyFileError) -> [UInt8] {
        // Not to hang on a pipe that somebody put there.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .absent(path: path) : .system(operation: "open", path: path, code: errno)
        }
        defer { close(descriptor) }
        var state = stat()
        guard fstat(descriptor, &state) == 0 else { throw .system(operation: "stat", path: path, code: errno) }
        guard state.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard state.st_mode & 0o077 == 0 else { throw .openToOthers(path: path, mode: state.st_mode & 0o777) }
        guard state.st_size <= maximumLength else { throw .malformed(path: path) }
        return try read(descriptor, path)
    }

    private static func read(_ descriptor: Int32, _ path: String) throws(KeyFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: maximumLength + 1)
        var end = 0
        while end < bytes.count {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + end }, $0.count - end) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(operation: "read", path: path, code: errno) }
            if count == 0 { break }
            end += count
        }
        defer { bytes.wipe() }
        return Array(bytes[..<end])
    }

    /// Writes a file of mode 0600 that is whole or not there: a temporary one beside it is synchronised and then given the name, and the
    /// folder is synchronised. Without `replacing`, a file of that name makes it fail.
    static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(KeyFileError) {
        let temporary = "\(path).\(IdentifierSource().next().text).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(operation: "create", path: temporary, code: errno) }
        defer { unlink(temporary) }
        do {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, temporary)
            guard fsync(descriptor) == 0 else { throw KeyFileError.system(operation: "fsync", path: temporary, code: errno) }
        }
        if replacing {
            guard rename(temporary, path) == 0 else { throw .system(operation: "rename", path: path, code: errno) }
        } else {
            guard link(temporary, path) == 0 else {
                throw errno == EEXIST ? .exists(path: path) : .system(operation: "link", path: path, code: errno)
            }
        }
        try synchroniseFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(KeyFileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "write", path: path, code: errno) }
            start += count
        }
    }

    private static func synchroniseFolder(of path: String) throws(KeyFileError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(operation: "open", path: folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(operation: "fsync", path: folder, code: errno) }
    }
}
