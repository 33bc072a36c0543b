import Glibc
import Testing
import Threads

@testable import Processes

@Suite("Descriptors of a child")
struct ChildDescriptorsTests {
    /// Which file a descriptor is; its number is soon another's.
    private func inode(_ descriptor: Int32) -> ino_t {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_ino : 0
    }

    private func isOpenHere(_ inode: ino_t) throws -> Bool {
        let folder = try #require(opendir("/proc/self/fd"))
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if let descriptor = Int32(name), self.inode(descriptor) == inode { return true }
        }
        return false
    }

    @Test("none is inherited by a program that another thread starts, and all are closed")
    func ends() throws {
        let descriptors = try ChildDescriptors()
        let all = descriptors.own + descriptors.child
        #expect(all.allSatisfy { fcntl($0, F_GETFD) & FD_CLOEXEC != 0 })
        let inodes = all.map(inode)
        #expect(Set(inodes).count == 6)
        descriptors.closeChildEnds()
        descriptors.closeOwnEnds()
        #expect(try inodes.allSatisfy { try !isOpenHere($0) })
    }

    @Test("a stream that was read to its end is closed")
    func readToTheEnd() throws {
        let descriptors = try ChildDescriptors()
        let inode = inode(descriptors.own[1])
        write(descriptors.child[1], "abc", 3)
        descriptors.closeChildEnds()
        var read: [UInt8] = []
        ChildOutput.readAll(descriptors.own[1]) { read += $0 }
        #expect(read == Array("abc".utf8))
        #expect(try !isOpenHere(inode))
        close(descriptors.own[0])
        close(descriptors.own[2])
    }
}
