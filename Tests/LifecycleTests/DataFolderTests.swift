import Glibc
import Lifecycle
import Testing

@Suite struct DataFolderTests {
    private let parent = TemporaryFolder()
    private var path: String { parent.path + "/a/b/data" }

    @Test func isMadeForItsOwnerAloneWithTheFoldersAboveIt() throws {
        let folder = try DataFolder(at: path + "//")
        #expect(folder.path == path)
        #expect(folder.mode == 0o700)
        #expect(folder.path(of: "parlance.db") == path + "/parlance.db")
        for part in ["/a", "/a/b", "/a/b/data"] { #expect(try parent.mode(of: part) == 0o700) }
    }

    @Test func isRefusedToASecondServerWithTheNumberOfTheFirst() throws {
        let folder = try DataFolder(at: path)
        let error = #expect(throws: DataFolderError.self) { try DataFolder(at: path) }
        #expect(error == .inUse(path: path, process: getpid()))
        #expect(error?.description.contains("process \(getpid())") == true)
        withExtendedLifetime(folder) {}
    }

    @Test func isFreeAgainWhenTheValueGoes() throws {
        for _ in 0..<3 { withExtendedLifetime(try DataFolder(at: path)) {} }
    }

    @Test func isNotHeldByProgramsThatTheServerStarted() throws {
        let folder = try DataFolder(at: path)
        let check = "! readlink /proc/self/fd/* | grep -qF \(path)/lock"
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sh"), strdup("-c"), strdup(check), nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        try #require(posix_spawnp(&child, "sh", nil, nil, &arguments, environ) == 0)
        var status: Int32 = -1
        try #require(waitpid(child, &status, 0) == child)
        #expect(status == 0, "the lock's descriptor is open in the child")
        withExtendedLifetime(folder) {}
    }

    @Test func isFreeWhenItsFormerServerWasKilledAndLeftItsNumber() throws {
        withExtendedLifetime(try DataFolder(at: path)) {}
        let left = try #require(fopen(path + "/lock", "w"))
        fputs("1\n", left)
        fclose(left)
        #expect(throws: Never.self) { try DataFolder(at: path) }
    }

    @Test func keepsThePermissionsOfAFolderThatWasThere() throws {
        try #require(mkdir(parent.path + "/open", 0o755) == 0 && chmod(parent.path + "/open", 0o755) == 0)
        #expect(try DataFolder(at: parent.path + "/open").mode == 0o755)
    }

    @Test func isRefusedWhereThereIsAFile() throws {
        let file = try #require(fopen(parent.path + "/file", "w"))
        fclose(file)
        #expect(throws: DataFolderError.notAFolder(path: parent.path + "/file")) { try DataFolder(at: parent.path + "/file") }
        #expect(throws: DataFolderError.system(operation: "mkdir", path: parent.path + "/file/data", code: ENOTDIR)) {
            try DataFolder(at: parent.path + "/file/data")
        }
    }
}
