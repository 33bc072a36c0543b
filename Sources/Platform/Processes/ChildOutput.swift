import Glibc

/// Reads what a child writes, which the system can only do by waiting.
enum ChildOutput {
    /// Reads a descriptor to its end, and closes it.
    static func readAll(_ descriptor: Int32, _ take: (ArraySlice<UInt8>) -> Void) {
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                take(buffer[..<count])
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
