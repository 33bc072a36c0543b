import Database
import Identifiers
import Problems
import Spaces

extension Chats {
    /// Changes the fields of a folder that are named and no other; makes the folder when there is none, which needs a name.
    ///
    /// - Throws: `folder_unknown` for a parent that is not there, or a folder of another space or gone; `folder_in_itself`; `missing_field`.
    public func setFolder(_ fields: FolderFields, of id: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await spaces.change(for: caller) { change in
            let known = try FolderTables.folder(id, of: change.space, in: change.connection)
            if known == nil { try Self.checkFree(id, change: change) }
            let renamed = try fields.name.map { try FolderTables.seal($0, of: id, keys: change.keys) }
            guard let name = renamed ?? known?.sealedName else { throw Problem(.missingField, field: "name") }
            let parent = fields.parent ?? known?.parent
            if case .some(.some(let parent)) = fields.parent { try Self.checkNesting(of: id, in: parent, change: change) }
            try FolderTables.put(
                FolderTables.Record(
                    id: id, version: change.version, sealedName: name, parent: parent,
                    position: fields.position ?? known?.position ?? "", created: known?.created ?? change.now), change: change)
        }.version
    }

    /// Removes a folder; what is in it moves to the folder that it is in.
    ///
    /// - Throws: `folder_unknown`.
    public func deleteFolder(_ id: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await spaces.change(for: caller) { change in
            guard let folder = try FolderTables.folder(id, of: change.space, in: change.connection) else {
                throw Problem(.folderUnknown)
            }
            try FolderTables.delete(folder, change: change)
            try change.leaveTombstone(kind: "folder", id: id)
        }.version
    }

    private static func checkFree(_ id: Identifier, change: SpaceChange) throws {
        guard try !FolderTables.exists(id, in: change.connection),
            try !TombstoneTables.holds(id, of: change.space, in: change.connection)
        else { throw Problem(.folderUnknown) }
    }

    /// A folder cannot be in itself, nor in one that is in it.
    private static func checkNesting(of id: Identifier, in parent: Identifier, change: SpaceChange) throws {
        guard try FolderTables.folder(parent, of: change.space, in: change.connection) != nil else {
            throw Problem(.folderUnknown, field: "parent")
        }
        var above: Identifier? = parent
        for _ in 0..<Folder.depthLimit {
            guard let folder = above else { return }
            guard folder != id else { throw Problem(.folderInItself) }
            above = try FolderTables.parent(of: folder, in: change.connection)
        }
        throw Problem(.folderInItself)
    }
}
