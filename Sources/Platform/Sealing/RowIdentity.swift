import Identifiers

/// Which value of which row an envelope belongs to. It is authenticated with the text, so that an envelope which somebody copies to another
/// row or column does not open there.
public struct RowIdentity: Sendable, Hashable {
    private let table: String
    private let id: Identifier
    private let column: String

    /// The value in that column of that row.
    public init(_ table: StaticString, _ id: Identifier, _ column: StaticString) {
        self.table = table.description
        self.id = id
        self.column = column.description
    }

    /// What is authenticated, besides the envelope's header: `messages/0199…/text` in UTF-8.
    public var text: String { "\(table)/\(id.text)/\(column)" }

    /// How many bytes `write` writes.
    var count: Int { table.utf8.count + column.utf8.count + Identifier.textLength + 2 }

    /// Writes the text form, which is done for each message that a search opens, without making a string.
    func write(into bytes: UnsafeMutableRawBufferPointer) {
        let idStart = table.utf8.count + 1
        Self.copy(table, into: bytes)
        bytes[idStart - 1] = UInt8(ascii: "/")
        id.writeText(into: UnsafeMutableRawBufferPointer(rebasing: bytes[idStart..<idStart + Identifier.textLength]))
        bytes[idStart + Identifier.textLength] = UInt8(ascii: "/")
        Self.copy(column, into: UnsafeMutableRawBufferPointer(rebasing: bytes[(idStart + Identifier.textLength + 1)...]))
    }

    private static func copy(_ text: String, into bytes: UnsafeMutableRawBufferPointer) {
        var text = text
        text.withUTF8 { bytes.copyMemory(from: UnsafeRawBufferPointer($0)) }
    }
}
