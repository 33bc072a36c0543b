import Identifiers
import JSON

/// The content of a key file: JSON, so that a person can see what it is.
enum KeyFileText {
    private static let note =
        "Keys of a Parlance server. Whoever has this file and the data can read everything; keep a copy in a safe place."
    private static let maximumKeys = 1000

    static func encode(_ file: KeyFile) -> [UInt8] {
        JSONWriter.object(capacity: 4096) {
            $0.field("note", note)
            $0.field("version", 1)
            $0.field("current", file.currentID)
            $0.array("keys") { keys in
                for entry in file.entries {
                    keys.object {
                        $0.field("id", entry.key.id)
                        $0.field("created", entry.created)
                        var key = entry.key.copyOfBytes()
                        var digits = Hexadecimal.encode(key)
                        $0.field("key", utf8: digits)
                        key.wipe()
                        digits.wipe()
                    }
                }
            }
        } + [0x0A]
    }

    /// The file; nil when it is not one of this version.
    static func decode(_ bytes: [UInt8]) -> KeyFile? {
        do {
            var object = try JSONObject(JSON.parse(bytes))
            _ = try object.string("note", max: 1000)
            _ = try object.int("version", in: 1...1)
            let current = try object.identifier("current")
            var entries: [KeyFile.Entry] = []
            for var item in try object.objects("keys", max: maximumKeys) {
                entries.append(try entry(&item))
            }
            try object.finish()
            return KeyFile(entries: entries, current: current)
        } catch {
            return nil
        }
    }

    private static func entry(_ object: inout JSONObject) throws(JSONFieldError) -> KeyFile.Entry {
        let id = try object.identifier("id")
        let created = Timestamp(milliseconds: try object.int("created"))
        var bytes = Hexadecimal.decode(try object.string("key", max: 2 * DataKey.length)) ?? []
        defer { bytes.wipe() }
        guard let key = DataKey(id: id, bytes: bytes) else { throw .invalid(object.name("key")) }
        try object.finish()
        return KeyFile.Entry(key: key, created: created)
    }
}
