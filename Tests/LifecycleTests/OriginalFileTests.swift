import Glibc
import Lifecycle
import Testing

@Suite struct OriginalFileTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/mark" }
    private var file: OriginalFile { OriginalFile(at: path) }

    @Test func holdsWhatWasWrittenLastForItsOwnerAlone() throws {
        #expect(file.read() == nil)
        for text in ["first", "second, longer", ""] {
            try file.write(Array(text.utf8))
            #expect(file.read() == Array(text.utf8))
        }
        #expect(try folder.mode(of: "/mark") == 0o600)
        #expect(access(path + ".next", F_OK) != 0)
    }

    @Test func staysItselfWhenItIsMovedOrItsRightsChange() throws {
        try file.write([1, 2, 3])
        try #require(chmod(path, 0o400) == 0 && rename(path, path + ".moved") == 0)
        #expect(OriginalFile(at: path + ".moved").read() == [1, 2, 3])
    }

    @Test func isNotMistakenForACopyThatKeepsEverythingElse() throws {
        try file.write([1, 2, 3])
        try shell("mkdir \(folder.path)/backup; cp -a \(path) \(folder.path)/backup/mark")
        #expect(OriginalFile(at: folder.path + "/backup/mark").read() == nil)
        try shell("rm \(path); cp -a \(folder.path)/backup/mark \(path)")
        #expect(file.read() == nil)
    }

    @Test func isNotMistakenForAnEarlierStateThatWasCopiedOverIt() throws {
        try file.write([1])
        try shell("cp -a \(path) \(path).backup")
        // A file system may give the number of the file before last again.
        for content in 2...9 as ClosedRange<UInt8> {
            try file.write([content])
            try shell("cp -a \(path) \(path).current; cp -a \(path).backup \(path)")
            #expect(file.read() == nil)
            try file.write([content])
            #expect(file.read() == [content])
        }
    }

    @Test func isAsOneThatIsNotThereWhenItIsDamaged() throws {
        try file.write([1, 2, 3])
        try #require(truncate(path, 4) == 0)
        #expect(file.read() == nil)
        try #require(unlink(path) == 0 && mkdir(path, 0o700) == 0)
        #expect(file.read() == nil)
        #expect(throws: DataFolderError.self) { try file.write([1]) }
    }

    private func shell(_ script: String) throws {
        try #require(system(script) == 0)
    }
}
