/// Writes compact JSON by appending to one buffer; commas are set by itself.
///
///     JSONWriter.object {
///         $0.field("id", id)
///         $0.field("text", text)
///         $0.array("rows") { rows in
///             for row in page { rows.value(row) }
///         }
///     }
///
/// It does not check that calls nest rightly: in an object each value has a `key` (which `field`, `object(_:)` and `array(_:)` write),
/// in an array none has.
public struct JSONWriter: Sendable {
    /// What has been written so far, UTF-8.
    public internal(set) var bytes: [UInt8]
    /// Whether a value stands directly before, in the same container.
    private var separates = false

    /// An empty writer; `capacity` is the expected size in bytes.
    public init(capacity: Int = 256) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// The bytes of one object.
    public static func object(capacity: Int = 256, _ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        try writer.object(body)
        return writer.bytes
    }

    /// The bytes of one array.
    public static func array(capacity: Int = 256, _ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter(capacity: capacity)
        try writer.array(body)
        return writer.bytes
    }

    /// An object as the next value.
    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// An array as the next value.
    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// A member that is an object.
    public mutating func object(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    /// A member that is an array.
    public mutating func array(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    /// The name of the member whose value is written next.
    public mutating func key(_ name: String) {
        separate()
        bytes.appendJSONString(name)
        bytes.append(UInt8(ascii: ":"))
        separates = false
    }

    /// A string.
    public mutating func value(_ value: String) {
        separate()
        bytes.appendJSONString(value)
    }

    /// An integer.
    public mutating func value(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
    }

    /// An integer.
    public mutating func value(_ value: Int) {
        self.value(Int64(value))
    }

    /// A number in its shortest exact form; what is not finite, which JSON cannot say, becomes `null`.
    public mutating func value(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// `true` or `false`.
    public mutating func value(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    /// `null`.
    public mutating func null() {
        literal("null")
    }

    /// Anything that writes itself.
    public mutating func value(_ value: some JSONWritable) {
        value.write(into: &self)
    }

    /// A string given as UTF-8 that the caller knows to be valid, such as a text that was just unsealed.
    public mutating func value(utf8 text: [UInt8]) {
        text.withUnsafeBufferPointer { value(utf8: $0) }
    }

    /// The same from memory that the caller lends.
    public mutating func value(utf8 text: UnsafeBufferPointer<UInt8>) {
        separate()
        bytes.appendJSONString(utf8: text)
    }

    /// A value that is JSON already, taken over as it is.
    public mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func literal(_ text: StaticString) {
        separate()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func separate() {
        if separates { bytes.append(UInt8(ascii: ",")) }
        separates = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        separates = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        separates = true
    }
}
