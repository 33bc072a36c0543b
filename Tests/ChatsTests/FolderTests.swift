@testable import Chats
import Identifiers
import Problems
import Spaces
import TestSupport
import Testing

@Suite struct FolderTests {
    private struct Shelf {
        let workspace: TestWorkspace

        func set(_ fields: FolderFields, of folder: Identifier) async throws {
            _ = try await workspace.chats.setFolder(fields, of: folder, for: workspace.caller)
        }

        func make(_ name: String, in parent: Identifier? = nil) async throws -> Identifier {
            let id = workspace.ids.next()
            try await set(FolderFields(name: name, parent: .some(parent), position: "a"), of: id)
            return id
        }

        func folders() async throws -> [Identifier: Folder] {
            let through = try await workspace.spaces.position(of: workspace.owner).space.version
            let changes = try await workspace.chats.changes(after: 0, through: through, open: [], limit: .ample, for: workspace.caller)
            var found: [Identifier: Folder] = [:]
            for case .folder(let folder) in changes.rows { found[folder.id] = folder }
            return found
        }
    }

    @Test(arguments: TestEngine.allCases) func settingOneFieldLeavesTheOthers(engine: TestEngine) async throws {
        let shelf = Shelf(workspace: try await TestWorkspace.open(engine))
        let outer = try await shelf.make("Outer")
        let inner = try await shelf.make("Inner", in: outer)
        try await shelf.set(FolderFields(name: "Within"), of: inner)
        try await shelf.set(FolderFields(position: "b"), of: inner)
        let found = try #require(try await shelf.folders()[inner])
        #expect(found.name == "Within" && found.parent == outer && found.position == "b")
    }

    @Test(arguments: TestEngine.allCases) func aFolderNeverLandsInItself(engine: TestEngine) async throws {
        let shelf = Shelf(workspace: try await TestWorkspace.open(engine))
        let outer = try await shelf.make("Outer")
        let inner = try await shelf.make("Inner", in: outer)
        for (folder, parent) in [(outer, inner), (outer, outer)] {
            await #expect(throws: Problem(.folderInItself)) { try await shelf.set(FolderFields(parent: .some(parent)), of: folder) }
        }
        await #expect(throws: Problem(.folderUnknown, field: "parent")) {
            _ = try await shelf.make("Lost", in: shelf.workspace.ids.next())
        }
    }

    @Test(arguments: TestEngine.allCases) func whatIsInARemovedFolderMovesUp(engine: TestEngine) async throws {
        let shelf = Shelf(workspace: try await TestWorkspace.open(engine))
        let workspace = shelf.workspace
        let outer = try await shelf.make("Outer")
        let inner = try await shelf.make("Inner", in: outer)
        let deep = try await shelf.make("Deep", in: inner)
        let (chat, _) = try await workspace.line(of: 1)
        var fields = ChatFields()
        fields.folder = .some(inner)
        fields.tags = ["one", "zwei ö"]
        _ = try await workspace.chats.set(fields, of: chat, for: workspace.caller)
        let version = try await workspace.chats.deleteFolder(inner, for: workspace.caller)
        let found = try await shelf.folders()
        #expect(found[inner] == nil && found[deep]?.parent == outer)
        let moved = try await workspace.chats.chat(chat, for: workspace.caller)
        #expect(moved.folder == outer && moved.version == version && moved.tags == ["one", "zwei ö"])
        await #expect(throws: Problem(.folderUnknown)) { try await shelf.set(FolderFields(name: "Again"), of: inner) }
    }

    @Test(arguments: TestEngine.allCases) func anAnswerMakesAChatUnreadUntilItIsLookedAt(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, _) = try await workspace.line(of: 2)
        #expect(try await workspace.chats.chat(chat, for: workspace.caller).unread)
        var fields = ChatFields()
        fields.read = true
        _ = try await workspace.chats.set(fields, of: chat, for: workspace.caller)
        #expect(try await !workspace.chats.chat(chat, for: workspace.caller).unread)
    }
}
