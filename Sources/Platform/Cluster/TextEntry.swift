import Events
import Identifiers
import Sealing

/// One entry of the stream of a text, as it is kept in Redis: sealed, since what people write is nowhere in the clear.
///
/// Layout of what is sealed: kind (3: piece, 4: end; 1 and 2 were those of an earlier release, without a process) | process (16) | topic (16)
/// | opened (8) | offset or length (8) | text or status.
struct TextEntry: Sendable, Equatable {
    /// How the text was begun that the entry is of.
    struct Opening: Sendable, Equatable {
        /// Which process writes it.
        let process: Identifier
        /// What it belongs to.
        let topic: Identifier
        /// How many bytes it had.
        let opened: Int
    }

    enum Content: Sendable, Equatable {
        case piece(offset: Int, bytes: [UInt8])
        case end(length: Int, status: String)
    }

    let opening: Opening
    let content: Content

    private static let head = 49

    init(_ content: Content, of opening: Opening) {
        self.opening = opening
        self.content = content
    }

    func encoded() -> [UInt8] {
        switch content {
        case .piece(let offset, let bytes): head(3, offset) + bytes
        case .end(let length, let status): head(4, length) + Array(status.utf8)
        }
    }

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.head, let process = Identifier(bytes: Array(bytes[1..<17])),
            let topic = Identifier(bytes: Array(bytes[17..<33])), let opened = Int(exactly: Self.number(bytes[33..<41])),
            let place = Int(exactly: Self.number(bytes[41..<49]))
        else { return nil }
        opening = Opening(process: process, topic: topic, opened: opened)
        let rest = Array(bytes[Self.head...])
        switch bytes[0] {
        case 3: content = .piece(offset: place, bytes: rest)
        case 4: content = .end(length: place, status: String(decoding: rest, as: UTF8.self))
        default: return nil
        }
    }

    private func head(_ kind: UInt8, _ place: Int) -> [UInt8] {
        var bytes = [kind] + opening.process.bytes + opening.topic.bytes
        for number in [opening.opened, place] {
            withUnsafeBytes(of: UInt64(number).bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// Seals what processes tell each other, with a key that only they have: a reader of Redis learns nothing, a writer to it cannot pretend
/// to be one of them.
struct ClusterSeal: Sendable {
    let key: DataKey

    func seal(_ entry: TextEntry, of text: Identifier) -> [UInt8]? {
        try? key.seal(entry.encoded(), as: RowIdentity("streams", text, "entry"))
    }

    func open(_ envelope: [UInt8], of text: Identifier) -> TextEntry? {
        (try? key.open(envelope, as: RowIdentity("streams", text, "entry"))).flatMap(TextEntry.init)
    }

    func seal(_ message: [UInt8]) -> [UInt8]? {
        try? key.seal(message, as: RowIdentity("cluster", key.id, "message"))
    }

    func open(_ envelope: [UInt8]) -> [UInt8]? {
        try? key.open(envelope, as: RowIdentity("cluster", key.id, "message"))
    }
}
