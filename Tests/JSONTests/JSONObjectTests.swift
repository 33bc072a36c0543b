import JSON
import Testing

@Suite struct JSONObjectTests {
    private func reader(_ text: String) throws -> JSONObject { try JSONObject(JSON.parse(text)) }

    @Test func givesTypedFieldsAndAcceptsWhenAllAreTaken() throws {
        var body = try reader(
            #"{"s":"x","i":5,"d":1.5,"b":true,"o":{"n":1},"a":[1,2],"os":[{"p":"q"}],"m":{"any":1},"on":null,"oi":7}"#)
        #expect(try body.string("s", max: 1) == "x")
        #expect(try body.int("i", in: 0...5) == 5)
        #expect(try body.double("d") == 1.5)
        #expect(try body.bool("b"))
        var inner = try body.object("o")
        #expect(try inner.int("n") == 1)
        try inner.finish()
        #expect(try body.array("a", max: 2) == [1, 2])
        var objects = try body.objects("os", max: 1)
        #expect(try objects[0].string("p", max: 9) == "q")
        #expect(try body.members("m", max: 1)["any"] == 1)
        #expect(try body.optionalString("on", max: 1) == nil)
        #expect(try body.optionalInt("oi") == 7)
        #expect(try body.optionalBool("absent") == nil)
        #expect(try body.optionalObject("absent") == nil)
        #expect(try body.optionalArray("absent", max: 1) == nil)
        #expect(try body.optionalDouble("absent") == nil)
        try body.finish()
    }

    @Test func refusesWhatIsNotAnObject() {
        for text in ["[]", "1", "\"x\"", "null"] {
            #expect(throws: JSONFieldError.wrongType("", expected: "an object")) { try reader(text) }
        }
    }

    @Test func tellsMissingFromNullAndFromTheWrongType() throws {
        var body = try reader(#"{"n":null,"i":1}"#)
        #expect(throws: JSONFieldError.missing("x")) { try body.string("x", max: 1) }
        #expect(throws: JSONFieldError.wrongType("n", expected: "a string")) { try body.string("n", max: 1) }
        #expect(throws: JSONFieldError.wrongType("i", expected: "a string")) { try body.optionalString("i", max: 1) }
        #expect(throws: JSONFieldError.wrongType("i", expected: "true or false")) { try body.bool("i") }
        #expect(throws: JSONFieldError.wrongType("i", expected: "an object")) { try body.object("i") }
        #expect(throws: JSONFieldError.wrongType("i", expected: "an array")) { try body.array("i", max: 1) }
        #expect(body.has("n"))
        #expect(!body.has("x"))
    }

    @Test func limitsLengthsInBytesAndElements() throws {
        var body = try reader(#"{"s":"éé","e":"","a":[1,2,3],"z":"a\u0000","m":{"a":1,"b":2}}"#)
        #expect(try body.string("s", max: 4) == "éé")
        #expect(throws: JSONFieldError.tooLong("s", max: 3)) { try body.string("s", max: 3) }
        #expect(throws: JSONFieldError.invalid("e")) { try body.string("e", min: 1, max: 3) }
        #expect(throws: JSONFieldError.tooLong("a", max: 2)) { try body.array("a", max: 2) }
        #expect(throws: JSONFieldError.tooLong("m", max: 1)) { try body.members("m", max: 1) }
        #expect(throws: JSONFieldError.invalid("z")) { try body.string("z", max: 9) }
    }

    @Test func keepsNumbersInTheirRange() throws {
        var body = try reader(#"{"i":10,"f":1.5,"w":4.0,"h":99999999999999999999}"#)
        #expect(throws: JSONFieldError.invalid("i")) { try body.int("i", in: 0...9) }
        #expect(throws: JSONFieldError.wrongType("f", expected: "an integer")) { try body.int("f") }
        #expect(try body.int("w") == 4)
        #expect(throws: JSONFieldError.wrongType("h", expected: "an integer")) { try body.int("h") }
        #expect(throws: JSONFieldError.invalid("f")) { try body.double("f", in: 2...3) }
    }

    @Test func namesFieldsByTheirPath() throws {
        var body = try reader(#"{"open":[{"chat":1},{"chat":2,"extra":0}]}"#)
        var chats = try body.objects("open", max: 10)
        #expect(throws: JSONFieldError.wrongType("open[0].chat", expected: "a string")) { try chats[0].string("chat", max: 1) }
        _ = try chats[1].int("chat")
        #expect(throws: JSONFieldError.unknown("open[1].extra")) { try chats[1].finish() }
        #expect(throws: JSONFieldError.missing("open[1].after")) { try chats[1].int("after") }
    }

    @Test func refusesTheFirstUnknownField() throws {
        var body = try reader(#"{"a":1,"b":2,"c":3}"#)
        _ = try body.int("a")
        _ = try body.int("c")
        #expect(throws: JSONFieldError.unknown("b")) { try body.finish() }
        let long = try reader("{\"\(String(repeating: "x", count: 5000))\":1}")
        #expect(throws: JSONFieldError.unknown(String(repeating: "x", count: 64))) { try long.finish() }
    }

    @Test func followsFieldsOfLargeObjects() throws {
        var body = try reader("{" + (0..<200).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + "}")
        for key in 0..<200 where key != 150 { #expect(try body.int("k\(key)") == Int64(key)) }
        #expect(throws: JSONFieldError.unknown("k150")) { try body.finish() }
        _ = try body.int("k150")
        #expect(throws: Never.self) { try body.finish() }
    }
}
