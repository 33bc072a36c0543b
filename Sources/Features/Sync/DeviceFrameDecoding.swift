import Identifiers
import JSON
import Problems

/// Why a frame is not obeyed (rule 16), and whom the answer concerns.
struct FrameFault: Error, Sendable, Equatable {
    let problem: Problem
    /// The mutation that is rejected by it.
    var mutation: Identifier?
    /// A `hello` that is not well-formed may be said again; anything else in its place may not (rule 1).
    var isHello = false
}

extension DeviceFrame {
    /// How many chats a device may have open at once.
    static let openLimit = 100
    /// How many running texts a `hello` may name.
    static let streamLimit = 256

    /// Reads a frame: one JSON object, with exactly the fields of its type.
    static func decode(_ text: [UInt8]) throws(FrameFault) -> DeviceFrame {
        var object: JSONObject
        let type: String
        do {
            object = try JSONObject(try JSON.parse(text))
            type = try object.string("type", max: 64)
        } catch {
            throw FrameFault(problem: Problem(error))
        }
        if type == "mutate" { return .mutate(try mutation(from: &object)) }
        do {
            guard let frame = try DeviceFrame(type, from: &object) else { throw FrameFault(problem: Problem(.frameUnknown, field: "type")) }
            try object.finish()
            return frame
        } catch let fault as FrameFault {
            throw fault
        } catch {
            throw FrameFault(problem: Problem(error), isHello: type == "hello")
        }
    }

    private init?(_ type: String, from frame: inout JSONObject) throws(JSONFieldError) {
        switch type {
        case "hello": self = .hello(try Hello(from: &frame))
        case "open": self = .open(try OpenChat(from: &frame))
        case "close": self = .close(chat: try frame.identifier("chat"))
        case "page": self = .page(chat: try frame.identifier("chat"), before: try frame.identifier("before"))
        case "stream": self = .stream(message: try frame.identifier("message"), offset: try frame.offset("offset"))
        case "ping": self = .ping(try frame.int("n"))
        default: return nil
        }
    }

    private static func mutation(from frame: inout JSONObject) throws(FrameFault) -> Mutation {
        let id: Identifier
        do { id = try frame.identifier("id") } catch { throw FrameFault(problem: error.problem) }
        let device: Identifier?
        let operation: Mutation.Operation?
        do throws(JSONFieldError) {
            device = try frame.optionalIdentifier("device")
            operation = try Mutation.Operation(try frame.string("op", max: 64), from: &frame)
            if operation != nil { try frame.finish() }
        } catch {
            throw FrameFault(problem: error.problem, mutation: id)
        }
        guard let operation else { throw FrameFault(problem: Problem(.operationUnknown, field: "op"), mutation: id) }
        return Mutation(id: id, device: device, operation: operation)
    }
}

extension OpenChat {
    init(from object: inout JSONObject) throws(JSONFieldError) {
        chat = try object.identifier("chat")
        after = try object.int("after", in: 0...Int64.max)
    }
}

extension Hello {
    init(from frame: inout JSONObject) throws(JSONFieldError) {
        _ = try frame.int("v", in: 1...1)
        device = try frame.identifier("device")
        guard frame.has("cursor") else { throw .missing("cursor") }
        cursor = try Cursor(from: frame.optionalObject("cursor"))
        var open: [OpenChat] = []
        for var object in try frame.objects("open", max: DeviceFrame.openLimit) {
            open.append(try OpenChat(from: &object))
            try object.finish()
        }
        self.open = open
        var streams: [Identifier: Int] = [:]
        for member in try frame.members("streams", max: DeviceFrame.streamLimit) {
            guard let message = Identifier(member.key) else { throw .invalid("streams") }
            guard let offset = member.value.intValue else { throw .wrongType("streams", expected: "integers") }
            guard (0...Int64(Int32.max)).contains(offset) else { throw .invalid("streams") }
            streams[message] = Int(offset)
        }
        self.streams = streams
    }
}

extension Hello.Cursor {
    init?(from object: JSONObject?) throws(JSONFieldError) {
        guard var object else { return nil }
        epoch = try object.string("epoch", max: 100)
        version = try object.int("version", in: 0...Int64.max)
        try object.finish()
    }
}

extension JSONObject {
    /// A place in a text, in bytes.
    fileprivate mutating func offset(_ field: String) throws(JSONFieldError) -> Int {
        Int(try int(field, in: 0...Int64(Int32.max)))
    }
}
