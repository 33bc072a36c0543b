import CLinux
import Glibc

/// A small file that is not mistaken for a copy of itself: what it holds counts where it was written, and nowhere else.
///
/// Its first line names the file's own number and time of birth, which no copy has: one that came back with its folder from a back-up, by whatever
/// program, is as one that is not there. It may be renamed and change hands. Only a file system that was put back as a whole deceives it.
///
/// One process writes it.
public struct OriginalFile: Sendable {
    private static let limit = 16 << 20
    private let path: String

    /// The file at a path, which need not be there yet.
    public init(at path: String) {
        self.path = path
    }

    /// What was written last; nil when there is nothing, a copy, or nothing that can be read.
    public func read() -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let origin = Self.origin(of: descriptor), let bytes = Self.bytes(of: descriptor), bytes.starts(with: origin) else {
            return nil
        }
        return Array(bytes.dropFirst(origin.count))
    }

    /// Writes it anew, 0600 and at most 16 MiB less a line: after a crash it holds this or what it held before.
    public func write(_ content: [UInt8]) throws(DataFolderError) {
        let next = path + ".next"
        unlink(next)
        let descriptor = open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(operation: "create", path: next, code: errno) }
        defer {
            close(descriptor)
            unlink(next)
        }
        guard let origin = Self.origin(of: descriptor) else { throw .system(operation: "statx", path: next, code: errno) }
        guard Self.write(origin + content, to: descriptor), fsync(descriptor) == 0 else {
            throw .system(operation: "write", path: next, code: errno)
        }
        guard rename(next, path) == 0 else { throw .system(operation: "rename", path: path, code: errno) }
    }

    private static func origin(of descriptor: Int32) -> [UInt8]? {
        var number: UInt64 = 0
        var born: Int64 = 0
        guard parlance_file_origin(descriptor, &number, &born) == 0 else { return nil }
        return Array("\(number) \(born)\n".utf8)
    }

    private static func bytes(of descriptor: Int32) -> [UInt8]? {
        var state = stat()
        guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG, state.st_size <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(state.st_size))
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count == bytes.count ? bytes : nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}
