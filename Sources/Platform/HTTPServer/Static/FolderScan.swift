import Glibc

/// Reads a folder's regular files with their paths below it. Links are not followed, and names that begin with a dot are left out, so
/// that the folder holds all that can be served.
enum FolderScan {
    /// Calls `found` for each file; throws when a folder or file cannot be read.
    static func files(in folder: String, found: (_ path: String, _ bytes: [UInt8]) -> Void) throws(ServerError) {
        var waiting = [""]
        while let below = waiting.popLast() {
            for name in try names(in: folder + below) {
                var status = stat()
                let path = below + "/" + name
                guard lstat(folder + path, &status) == 0 else { throw .unreadableFolder(folder + path) }
                switch status.st_mode & S_IFMT {
                case S_IFDIR: waiting.append(path)
                case S_IFREG: found(path, try bytes(of: folder + path, count: Int(status.st_size)))
                default: break
                }
            }
        }
    }

    private static func names(in folder: String) throws(ServerError) -> [String] {
        guard let directory = opendir(folder) else { throw .unreadableFolder(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    private static func bytes(of path: String, count: Int) throws(ServerError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .unreadableFolder(path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: filled), count - filled) }
            guard got > 0 else { throw .unreadableFolder(path) }
            filled += got
        }
        return bytes
    }
}
