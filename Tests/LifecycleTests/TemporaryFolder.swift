import FoundationEssentials
import Glibc
import Testing

/// A folder that goes with the value, with all that is in it.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/parlance-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, let made = mkdtemp(base) else { return "/nonexistent" }
            return String(cString: made)
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func mode(of name: String) throws -> mode_t {
        var state = stat()
        try #require(stat(path + name, &state) == 0)
        return state.st_mode & 0o777
    }
}
