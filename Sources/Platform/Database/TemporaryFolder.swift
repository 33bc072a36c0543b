import Glibc

/// A private folder for a database that nothing of is kept; in memory where the system has a memory file system.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws(DatabaseError) {
        var made: String?
        for parent in ["/dev/shm", "/tmp"] where made == nil {
            var template = Array((parent + "/parlance-XXXXXX").utf8CString)
            let isMade = template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) } != nil
            }
            if isMade {
                made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        guard let made else { throw .cannotOpen(.path("/tmp")) }
        path = made
    }

    func remove() {
        for name in ["database.sqlite", "database.sqlite-wal", "database.sqlite-shm"] {
            unlink(path + "/" + name)
        }
        rmdir(path)
    }
}
