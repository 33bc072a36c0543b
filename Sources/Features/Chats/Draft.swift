import Identifiers
import JSON

/// What is being written in a chat and not sent yet.
///
/// One text is the draft; what another device has written without knowing of it is kept beside it until a person chooses (rule 19 of the
/// protocol). So no two windows ever overwrite each other's work.
public struct Draft: Sendable, Equatable {
    /// Where a text is from: a device, and the mutation in which it wrote it.
    public struct Origin: Sendable, Equatable {
        /// The device.
        public let device: Identifier
        /// The mutation; nil where that was not kept. Those of one device rise with time (rule 8).
        public let mutation: Identifier?

        /// A device in one of its mutations.
        public init(device: Identifier, mutation: Identifier?) {
            self.device = device
            self.mutation = mutation
        }

        /// Whether this is the same device at an earlier time.
        func precedes(_ other: Origin) -> Bool {
            guard device == other.device else { return false }
            guard let mutation, let later = other.mutation else { return true }
            return mutation < later
        }
    }

    /// A text with where it is from.
    public struct Piece: Sendable, Equatable {
        /// Where it is from.
        public let origin: Origin
        /// What it says.
        public let text: String

        /// A text of a device.
        public init(origin: Origin, text: String) {
            self.origin = origin
            self.text = text
        }
    }

    /// The longest text of a draft, in bytes.
    public static let textLimit = 256 << 10
    /// The most texts that are kept beside the draft; of more the oldest are joined to one.
    static let othersLimit = 8

    /// Stands for the devices whose texts were joined: none of them may take the others' words away.
    private static let nobody = Origin(device: Identifier(high: 0, low: 0), mutation: nil)

    /// The draft.
    public private(set) var current: Piece
    /// What others have written beside it, the oldest first.
    public private(set) var others: [Piece]

    init(current: Piece, others: [Piece] = []) {
        self.current = current
        self.others = others
    }

    /// How a device changes a draft.
    public struct Edit: Sendable, Equatable {
        /// Where it comes from.
        public let origin: Origin
        /// The whole text, as it is to be.
        public let text: String
        /// The version of the draft that the text grew from; 0 for none.
        public let base: Int64
        /// Whether a person has chosen this text among those that there were.
        public let chooses: Bool

        /// A change.
        public init(origin: Origin, text: String, base: Int64, chooses: Bool) {
            self.origin = origin
            self.text = text
            self.base = base
            self.chooses = chooses
        }
    }

    /// The draft after an edit.
    ///
    /// - Parameter version: that of `stored`, 0 without.
    static func applying(_ edit: Edit, to stored: Draft?, version: Int64) -> Draft {
        let piece = Piece(origin: edit.origin, text: edit.text)
        let device = edit.origin.device
        guard var draft = stored else { return Draft(current: piece) }
        let isKnown = edit.base == version
        if edit.chooses, isKnown { return Draft(current: piece) }
        if isKnown || draft.current.origin.device == device || draft.current.text == edit.text || draft.current.text.isEmpty {
            draft.current = piece
            draft.others.removeAll { $0.origin.device == device || $0.text == edit.text }
        } else {
            draft.keepBeside(piece)
        }
        return draft
    }

    /// The draft after a message was sent from it, by a device that knew this version of it or wrote it before, or with the same words: a page that
    /// is no more may have written those. What stood beside it takes its place. What the device itself had written beside it became the message.
    /// What it wrote after the message stays, however late the message comes.
    static func sent(_ text: String, by origin: Origin, base: Int64, from stored: Draft, version: Int64) -> Draft {
        var draft = stored
        let became = { (piece: Piece) in piece.text == text || piece.origin.precedes(origin) }
        draft.others.removeAll(where: became)
        if base == version || became(draft.current) {
            draft.current = draft.others.isEmpty ? Piece(origin: origin, text: "") : draft.others.removeFirst()
        }
        return draft
    }

    private mutating func keepBeside(_ piece: Piece) {
        others.removeAll { $0.origin.device == piece.origin.device }
        if !piece.text.isEmpty { others.append(piece) }
        if others.count > Self.othersLimit {
            let joined = Piece(origin: Self.nobody, text: others[0].text + "\n\n" + others[1].text)
            others.replaceSubrange(0...1, with: [joined])
        }
    }
}

/// A draft as it is sealed: JSON.
extension Draft {
    var content: [UInt8] {
        JSONWriter.object { draft in
            draft.field("text", current.text)
            draft.field("mutation", current.origin.mutation)
            draft.array("others") { list in
                for piece in others {
                    list.object { other in
                        other.field("device", piece.origin.device)
                        other.field("text", piece.text)
                        other.field("mutation", piece.origin.mutation)
                    }
                }
            }
        }
    }

    init(content: [UInt8], device: Identifier) throws {
        var fields = try JSONObject(JSON.parse(content))
        current = try Piece(of: device, content: &fields)
        others = try fields.objects("others", max: .max).map { other in
            var other = other
            return try Piece(of: try other.identifier("device"), content: &other)
        }
    }
}

extension Draft.Piece {
    fileprivate init(of device: Identifier, content: inout JSONObject) throws {
        let mutation = try content.optionalIdentifier("mutation")
        self.init(origin: Draft.Origin(device: device, mutation: mutation), text: try content.string("text", max: .max))
    }
}

/// A draft with its place in the change log: the row `draft` of the protocol.
public struct DraftRow: Sendable, Equatable, JSONWritable {
    /// The chat that it is written in.
    public let chat: Identifier
    /// The version of the space in which it last changed.
    public let version: Int64
    /// The draft.
    public let draft: Draft
    /// When it last changed.
    public let updated: Timestamp
    /// Whether what was written does not open any more; the draft is empty then.
    public let isDamaged: Bool

    /// Writes the row.
    public func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.field("kind", "draft")
            row.field("id", chat)
            row.field("version", version)
            row.field("text", draft.current.text)
            row.field("device", draft.current.origin.device)
            row.array("others") { list in
                for piece in draft.others {
                    list.object { other in
                        other.field("device", piece.origin.device)
                        other.field("text", piece.text)
                    }
                }
            }
            row.field("updated", updated)
            if isDamaged { row.fieldOfDamage() }
        }
    }
}
