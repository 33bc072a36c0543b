import Foundation

/// A folder of a test's own, removed with this object.
public final class TestFolder: Sendable {
    /// Its path, without a slash at the end.
    public let path: String

    /// Makes it.
    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(component: "parlance-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names of the files in it, sorted.
    public var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// Copies a file as it is at this moment.
    public func copy(_ name: String, to copy: String) throws {
        try FileManager.default.copyItem(atPath: path + "/" + name, toPath: path + "/" + copy)
    }

    /// The size of a file in bytes; 0 if there is none.
    public func size(_ name: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes?[.size] as? Int) ?? 0
    }

    /// The access rights of a file, such as 0o600.
    public func rights(_ name: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return attributes?[.posixPermissions] as? Int
    }
}

extension TestFolder {
    /// Writes a file.
    public func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    /// Whether there is a file or folder at a path.
    public static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }
}

extension TestFolder {
    /// The path that something in this folder has or would have.
    public static func inside(_ folder: TestFolder, _ name: String) -> String {
        folder.path + "/" + name
    }
}
