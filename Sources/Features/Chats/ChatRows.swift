import JSON
import Problems

/// A chat as devices are sent it: the row `chat` of `docs/protocol.md`.
extension Chat: JSONWritable {
    /// Writes the row.
    public func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.field("kind", "chat")
            row.field("id", id)
            row.field("version", version)
            row.field("title", title)
            row.field("head", head)
            row.field("pinned", pinned)
            row.field("hidden", hidden)
            row.field("archived", archived)
            row.field("folder", folder)
            row.field("position", position)
            row.array("tags") { list in
                for tag in tags { list.value(tag) }
            }
            row.field("unread", unread)
            row.field("model", model)
            row.field("created", created)
            row.field("updated", updated)
            row.field("deleted", deleted)
            row.array("running") { list in
                for answer in running { list.value(answer) }
            }
            if isDamaged { row.fieldOfDamage() }
        }
    }
}

/// A message as devices are sent it: the row `message`.
extension Message: JSONWritable {
    /// Writes the row.
    public func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.field("kind", "message")
            row.field("id", id)
            row.field("version", version)
            row.field("chat", chat)
            row.field("parent", parent)
            row.field("role", role.rawValue)
            row.field("status", status.rawValue)
            row.field("text", utf8: text)
            row.field("model", model)
            row.field("created", created)
            row.field("finished", finished)
            row.field("usage", usage)
            if let problem { row.raw("problem", Array(problem.utf8)) } else { row.null("problem") }
            row.field("rating", rating)
        }
    }
}

extension Message.Usage: JSONWritable {
    /// Writes what an answer took.
    public func write(into writer: inout JSONWriter) {
        writer.object { usage in
            usage.field("input", input)
            usage.field("output", output)
            usage.field("first_ms", firstMilliseconds)
            usage.field("total_ms", totalMilliseconds)
        }
    }
}

extension JSONWriter {
    /// Marks a row whose text does not open any more.
    mutating func fieldOfDamage() {
        key("problem")
        Problem(.unreadable).write(into: &self, requestID: "")
    }
}

/// What is gone for ever: the row `gone`.
extension Tombstone: JSONWritable {
    /// Writes the row.
    public func write(into writer: inout JSONWriter) {
        writer.object { row in
            row.field("kind", "gone")
            row.field("of", kind)
            row.field("id", id)
            row.field("version", version)
        }
    }
}

extension ChangedRow: JSONWritable {
    /// Writes the row that this is.
    public func write(into writer: inout JSONWriter) {
        switch self {
        case .chat(let chat): chat.write(into: &writer)
        case .message(let message): message.write(into: &writer)
        case .draft(let draft): draft.write(into: &writer)
        case .folder(let folder): folder.write(into: &writer)
        case .gone(let tombstone): tombstone.write(into: &writer)
        }
    }
}

extension SearchHit: JSONWritable {
    /// Writes the hit as `POST /v1/search` answers it.
    public func write(into writer: inout JSONWriter) {
        writer.object { hit in
            hit.field("chat", chat)
            hit.field("message", message)
            hit.field("title", title)
            hit.field("role", role.rawValue)
            hit.field("snippet", snippet.text)
            hit.array("ranges") { list in
                for range in snippet.ranges {
                    list.array { pair in
                        pair.value(range.lowerBound)
                        pair.value(range.upperBound)
                    }
                }
            }
            hit.field("created", created)
        }
    }
}
