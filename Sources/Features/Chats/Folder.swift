import Identifiers
import JSON

/// A folder of chats; folders nest.
public struct Folder: Sendable, Equatable {
    /// The longest name, in bytes.
    public static let nameLimit = 500
    /// The longest position, in bytes.
    public static let positionLimit = 200
    /// How deep folders nest.
    static let depthLimit = 16

    /// The folder's identifier, made by the device.
    public let id: Identifier
    /// The version of the space in which it last changed.
    public let version: Int64
    /// Its name; text of the user's, sealed at rest.
    public let name: String
    /// The folder that it is in; nil at the top.
    public let parent: Identifier?
    /// Its place among its neighbours: they are shown in the order of these texts, compared byte by byte.
    public let position: String
    /// When it was made.
    public let created: Timestamp
    /// Whether its name does not open any more; it is empty then.
    public let isDamaged: Bool

    /// A folder from its row; a name of nil is damaged.
    init(_ record: FolderTables.Record, name: String?) {
        id = record.id
        version = record.version
        self.name = name ?? ""
        parent = record.parent
        position = record.position
        created = record.created
        isDamaged = name == nil
    }
}

/// What a user changes of a folder; what is nil stays as it is.
public struct FolderFields: Sendable, Equatable {
    /// A new name.
    public var name: String?
    /// The folder to move it to; `.some(nil)` for the top.
    public var parent: Identifier??
    /// A new place.
    public var position: String?

    /// No change, or the changes given.
    public init(name: String? = nil, parent: Identifier?? = nil, position: String? = nil) {
        self.name = name
        self.parent = parent
        self.position = position
    }
}

extension Folder: JSONWritable {
    /// Writes the row `folder` of the protocol.
    public func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.field("kind", "folder")
            row.field("id", id)
            row.field("version", version)
            row.field("name", name)
            row.field("parent", parent)
            row.field("position", position)
            row.field("created", created)
            if isDamaged { row.fieldOfDamage() }
        }
    }
}
