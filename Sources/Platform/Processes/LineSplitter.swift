/// Cuts a stream of bytes into lines at LF, without the CR before it. What is longer than ``maximumLength`` is cut there, and its rest is
/// dropped.
struct LineSplitter {
    static let maximumLength = 64 * 1024

    private var line: [UInt8] = []

    /// The lines that end in these bytes.
    mutating func take(_ bytes: some Collection<UInt8>) -> [String] {
        var lines: [String] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            append(rest[..<end])
            lines.append(cut())
            rest = rest[rest.index(after: end)...]
        }
        append(rest)
        return lines
    }

    /// What stands after the last line's end, at the end of the stream.
    mutating func finish() -> String? {
        line.isEmpty ? nil : cut()
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        line.append(contentsOf: bytes.prefix(Self.maximumLength - line.count))
    }

    private mutating func cut() -> String {
        if line.last == 0x0D { line.removeLast() }
        defer { line = [] }
        return String(decoding: line, as: UTF8.self)
    }
}

/// The last bytes of a stream.
struct TailBuffer {
    private let limit: Int
    private var kept: [UInt8] = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ bytes: some Collection<UInt8>) {
        kept.append(contentsOf: bytes)
        // Cut rarely: each cut moves what is kept.
        if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
    }

    var bytes: [UInt8] { Array(kept.suffix(limit)) }
}
