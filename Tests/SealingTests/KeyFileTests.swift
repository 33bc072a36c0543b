import Glibc
import Identifiers
import Testing

@testable import Sealing

@Suite struct KeyFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/keys.json" }
    private let row = RowIdentity("spaces", IdentifierSource().next(), "key")

    @Test func isMadeForItsOwnerAloneAndReadsBack() throws {
        let made = try KeyFile.create(at: path)
        #expect(try folder.mode(of: "keys.json") == 0o600)
        #expect(try folder.names() == ["keys.json"])
        let key = DataKey(id: IdentifierSource().next())
        let wrapped = try made.wrap(key, as: row)
        let read = try KeyFile.load(at: path)
        #expect(read.currentID == made.currentID)
        #expect(try read.unwrap(wrapped, as: row).copyOfBytes() == key.copyOfBytes())
        #expect(try read.unwrap(wrapped, as: row).id == key.id)
    }

    @Test func isNeverReplacedByANewOne() throws {
        let made = try KeyFile.create(at: path)
        #expect(throws: KeyFileError.exists(path: path)) { try KeyFile.create(at: path) }
        #expect(try KeyFile.load(at: path).currentID == made.currentID)
        #expect(try folder.names() == ["keys.json"])
    }

    @Test(arguments: [0o640, 0o620, 0o604, 0o602, 0o601, 0o644, 0o777] as [mode_t])
    func isRefusedWhenOthersMayUseIt(mode: mode_t) throws {
        _ = try KeyFile.create(at: path)
        try #require(chmod(path, mode) == 0)
        let error = #expect(throws: KeyFileError.self) { try KeyFile.load(at: path) }
        #expect(error == .openToOthers(path: path, mode: mode))
        #expect(error?.description.contains("chmod 600") == true)
    }

    @Test func isRefusedWhenItIsNoFile() throws {
        #expect(throws: KeyFileError.absent(path: path)) { try KeyFile.load(at: path) }
        try #require(mkfifo(path, 0o600) == 0)
        #expect(throws: KeyFileError.notAFile(path: path)) { try KeyFile.load(at: path) }
        #expect(throws: KeyFileError.notAFile(path: folder.path)) { try KeyFile.load(at: folder.path) }
    }

    @Test func isRefusedWhenItsContentIsNotWhole() throws {
        _ = try KeyFile.create(at: path)
        let text = try folder.read("keys.json")
        let damaged = [
            "", "{}", String(text.dropLast(3)), text.replacing("\"version\":1", with: "\"version\":2"),
            text.replacing("\"current\":\"0", with: "\"current\":\"1"), text.replacing("\"key\":\"", with: "\"key\":\"00"),
            text.replacing("\"note\"", with: "\"comment\""), text.replacing("\"keys\":[", with: "\"keys\":[{},"),
        ]
        for content in damaged {
            try folder.write("keys.json", content)
            #expect(throws: KeyFileError.malformed(path: path)) { try KeyFile.load(at: path) }
        }
        try folder.write("keys.json", text)
        #expect(throws: Never.self) { try KeyFile.load(at: path) }
    }

    @Test func keepsOlderKeysWhenItRotates() throws {
        let first = try KeyFile.create(at: path)
        let wrapped = try first.wrap(DataKey(id: IdentifierSource().next()), as: row)
        let second = try first.rotated(at: path)
        #expect(second.currentID != first.currentID)
        let read = try KeyFile.load(at: path)
        #expect(read.ids == [first.currentID, second.currentID])
        #expect(read.currentID == second.currentID)
        #expect(throws: Never.self) { try read.unwrap(wrapped, as: row) }
        #expect(!read.isCurrent(wrapped))
        #expect(read.isCurrent(try read.wrap(DataKey(id: IdentifierSource().next()), as: row)))
        #expect(try folder.names() == ["keys.json"])
        #expect(try folder.mode(of: "keys.json") == 0o600)
    }

    @Test func bindsWhatItWrapsToItsRow() throws {
        let file = try KeyFile.create(at: path)
        let wrapped = try file.wrap(DataKey(id: IdentifierSource().next()), as: row)
        let other = RowIdentity("spaces", IdentifierSource().next(), "key")
        #expect(throws: SealingError.notAuthentic) { try file.unwrap(wrapped, as: other) }
    }

    @Test func saysWhichKeyIsMissing() throws {
        let file = try KeyFile.create(at: path)
        let other = try KeyFile.create(at: folder.path + "/other.json")
        let wrapped = try other.wrap(DataKey(id: IdentifierSource().next()), as: row)
        #expect(throws: SealingError.unknownKey(other.currentID)) { try file.unwrap(wrapped, as: row) }
    }

    @Test func saysWhyItCannotBeWritten() {
        let nowhere = folder.path + "/absent/keys.json"
        let error = #expect(throws: KeyFileError.self) { try KeyFile.create(at: nowhere) }
        guard case .system("create", _, ENOENT)? = error else {
            Issue.record("expected the system's refusal, not \(String(describing: error))")
            return
        }
    }

    @Test func showsNoKey() throws {
        let file = try KeyFile.create(at: path)
        let digits = String(decoding: Hexadecimal.encode(try #require(file.entries.first).key.copyOfBytes()), as: UTF8.self)
        var shown = "\(file)"
        dump(file, to: &shown)
        #expect(try folder.read("keys.json").contains(digits))
        #expect(!shown.contains(digits))
    }
}
