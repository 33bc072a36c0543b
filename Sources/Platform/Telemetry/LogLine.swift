import Identifiers
import JSON

/// One event as one line of JSON. Lines are kept below `PIPE_BUF` (4,096 bytes), so that a pipe takes each whole or not at all.
enum LogLine {
    static let maximumLength = 4096
    static let maximumText = 1000

    static func encode(
        _ level: LogLevel, _ event: StaticString, _ fields: [KeyValuePairs<StaticString, LogValue>], at time: Timestamp
    ) -> [UInt8] {
        let line = encode(level, event, at: time) { writer in
            for group in fields {
                for (name, value) in group { write(value, named: name.description, into: &writer) }
            }
        }
        guard line.count > maximumLength else { return line }
        return encode(level, event, at: time) { $0.field("truncated", true) }
    }

    private static func encode(
        _ level: LogLevel, _ event: StaticString, at time: Timestamp, _ fields: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.object {
            $0.field("time", time.rfc3339)
            $0.field("level", level.name.description)
            $0.field("event", event.description)
            fields(&$0)
        }
        return writer.bytes + [0x0A]
    }

    private static func write(_ value: LogValue, named name: String, into writer: inout JSONWriter) {
        switch value {
        case .int(let number): writer.field(name, number)
        case .double(let number): writer.field(name, number)
        case .bool(let truth): writer.field(name, truth)
        case .id(let identifier): writer.field(name, identifier)
        case .request(let request): writer.field(name, request)
        case .code(let word): writer.field(name, word.description)
        case .duration(let duration): writer.field(name, Double(duration / .microseconds(1)).rounded() / 1000)
        case .public(let text): writer.field(name, cut(text))
        case .error(let error): writer.field(name, ErrorName.of(error))
        case .none: writer.null(name)
        }
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumText else { return text }
        return String(decoding: text.utf8.prefix(maximumText), as: UTF8.self)
    }
}
