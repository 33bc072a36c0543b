import Chats
import Identifiers
import Problems
import Spaces
import Synchronization
import TestSupport
import Testing

@Suite struct DiscardTests {
    @Test(arguments: TestEngine.allCases) func whateverThrowsAChatAwayIsToldOfOnceItIsCommitted(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let caller = workspace.caller
        let told = Mutex<[Identifier]>([])
        let chats = Chats(spaces: workspace.spaces) { chat, user in
            #expect(user == caller.principal.user)
            told.withLock { $0.append(chat) }
        }
        func toldOf(_ work: () async throws -> Void) async throws -> Set<Identifier> {
            try await work()
            return told.withLock { told in
                defer { told = [] }
                return Set(told)
            }
        }
        let (first, second) = (try await workspace.line(of: 1).chat, try await workspace.line(of: 1).chat)
        #expect(try await toldOf { _ = try await chats.set(ChatFields(pinned: true), of: first, for: caller) } == [])
        #expect(try await toldOf { _ = try await chats.set(ChatFields(deleted: true), of: first, for: caller) } == [first])
        #expect(try await toldOf { _ = try await chats.set(ChatFields(deleted: false), of: first, for: caller) } == [])
        #expect(try await toldOf { _ = try await chats.clear(second, for: caller) } == [second])
        #expect(try await toldOf { _ = try await chats.purge(second, for: caller) } == [second])
        await #expect(throws: Problem(.chatNotInTrash)) { _ = try await chats.purge(first, for: caller) }
        let third = try await workspace.line(of: 1).chat
        #expect(try await toldOf { _ = try await chats.clear(nil, for: caller) } == [first, third])
    }
}
