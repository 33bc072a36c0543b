import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func setsCommasByItself() {
        let bytes = JSONWriter.object {
            $0.field("id", "x")
            $0.array("rows") { rows in
                rows.value(1)
                rows.object { $0.field("a", true) }
                rows.object { _ in }
                rows.array { _ in }
                rows.null()
            }
            $0.object("nested") { $0.null("none") }
            $0.key("last")
            $0.value(2.5)
        }
        #expect(text(bytes) == #"{"id":"x","rows":[1,{"a":true},{},[],null],"nested":{"none":null},"last":2.5}"#)
    }

    @Test func writesAbsentValuesAsNull() {
        let bytes = JSONWriter.object {
            $0.field("s", String?.none)
            $0.field("i", Int?.none)
            $0.field("l", Int64?.none)
            $0.field("d", Double?.none)
            $0.field("b", Bool?.none)
            $0.field("j", JSON?.none)
        }
        #expect(text(bytes) == #"{"s":null,"i":null,"l":null,"d":null,"b":null,"j":null}"#)
    }

    @Test func writesNumbersExactly() throws {
        let integers: [Int64] = [0, 7, 10, -1, 99, 100, .max, .min]
        for integer in integers {
            #expect(text(JSON.int(integer).encoded()) == String(integer))
        }
        let doubles = [0.1, -0.0, 1e21, 1.5e-7, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1.0 / 3]
        for double in doubles {
            #expect(try JSON.parse(JSON.double(double).encoded()).doubleValue == double)
        }
        for double in [Double.nan, .infinity, -.infinity] {
            #expect(text(JSON.double(double).encoded()) == "null")
        }
    }

    @Test func escapesWhatMustBeEscapedAndNothingElse() {
        let written = text(JSONWriter.array { $0.value("\u{0}\u{1F}\u{8}\u{C}\n\r\t\"\\/\u{7F}\u{2028}é😀") })
        #expect(written == #"["\u0000\u001f\b\f\n\r\t\"\\/"# + "\u{7F}\u{2028}é😀\"]")
    }

    /// Bytes are looked at eight together: each byte that matters is put at each place of a few words, between bytes that look alike.
    @Test func findsBytesToEscapeAtEveryPlace() throws {
        for special in ["\"", "\\", "\u{0}", "\u{1F}", "\n"] {
            for filler in ["a", "!", "#", "[", "]", " ", "é", "\u{80}", "😀"] {
                for place in 0..<20 {
                    let text = String(repeating: filler, count: place) + special + String(repeating: filler, count: 19 - place)
                    let bytes = JSON.string(text).encoded()
                    #expect(bytes.count == text.utf8.count + 2 + (special == "\u{0}" || special == "\u{1F}" ? 5 : 1))
                    #expect(try JSON.parse(bytes) == .string(text))
                }
            }
        }
    }

    @Test func writesEveryScalarSoThatItReadsBack() throws {
        var text = ""
        for value in stride(from: UInt32(0), to: 0x11_0000, by: 7) {
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        #expect(try JSON.parse(JSON.string(text).encoded()) == .string(text))
    }

    @Test func takesOverBytesAndFinishedJSON() {
        let bytes = JSONWriter.object {
            $0.field("text", utf8: Array("a\"é".utf8))
            $0.raw("json", Array("[1]".utf8))
            $0.field("value", ["k": [1, nil]] as JSON)
            $0.field("quote\"", 1)
        }
        #expect(text(bytes) == #"{"text":"a\"é","json":[1],"value":{"k":[1,null]},"quote\"":1}"#)
    }
}
