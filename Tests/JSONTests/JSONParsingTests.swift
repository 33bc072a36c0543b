import JSON
import Testing

@Suite struct JSONParsingTests {
    @Test func readsEveryKindOfValue() throws {
        let text = #" { "a" : [ null , true , false , -12 , 1.5 , "x" , { } , [ ] ] } "#
        #expect(try JSON.parse(text) == ["a": [nil, true, false, -12, 1.5, "x", [:], []]])
    }

    @Test(arguments: [
        ("0", JSON.int(0)), ("-0", .int(0)), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.0", .double(1)), ("1e2", .double(100)), ("1E+2", .double(100)),
        ("1e-2", .double(0.01)), ("-0.5", .double(-0.5)),
        ("123456789012345678901234567890", .double(1.2345678901234568e29)),
        ("1.7976931348623157e308", .double(.greatestFiniteMagnitude)), ("5e-324", .double(.leastNonzeroMagnitude)), ("1e-400", .double(0)),
    ])
    func readsNumbers(text: String, value: JSON) throws {
        #expect(try JSON.parse(text) == value)
    }

    @Test(arguments: [
        (#""""#, ""), (#""abc""#, "abc"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
        (#""\ud83d\ude00!""#, "😀!"), (#""é€😀""#, "é€😀"), (#""a\u0000b""#, "a\u{0}b"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
    ])
    func readsStrings(text: String, value: String) throws {
        #expect(try JSON.parse(text) == .string(value))
    }

    @Test(arguments: [
        ("", JSONError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("nul", .unexpectedEnd, 3), ("nulL", .unexpectedByte, 0),
        ("1 2", .trailingBytes, 2), ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("[1 2]", .unexpectedByte, 3),
        ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1), ("{\"a\" 1}", .unexpectedByte, 5), ("{1:1}", .unexpectedByte, 1),
        ("[1", .unexpectedEnd, 2), ("{\"a\":", .unexpectedEnd, 5), ("]", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0),
        ("/* */1", .unexpectedByte, 0), ("\u{FEFF}1", .unexpectedByte, 0), ("NaN", .unexpectedByte, 0), ("\u{B}1", .unexpectedByte, 0),
        ("01", .invalidNumber, 1), ("-", .invalidNumber, 1), ("+1", .unexpectedByte, 0), ("1.", .invalidNumber, 2),
        (".5", .unexpectedByte, 0),
        ("1e", .invalidNumber, 2), ("1e+", .invalidNumber, 3), ("1e400", .invalidNumber, 0), ("-Infinity", .invalidNumber, 1),
        ("0x10", .trailingBytes, 1), ("1_000", .trailingBytes, 1), ("--1", .invalidNumber, 1),
        ("\"a", .unexpectedEnd, 2), ("\"a\nb\"", .controlCharacter, 2), ("\"\u{1F}\"", .controlCharacter, 1),
        (#""\x41""#, .invalidEscape, 1),
        (#""\u12"#, .unexpectedEnd, 5), (#""\u12g4""#, .invalidEscape, 5), (#""\"#, .unexpectedEnd, 2),
        (#""\ud83d""#, .loneSurrogate, 1), (#""\ude00""#, .loneSurrogate, 1), (#""\ud83d\u0041""#, .loneSurrogate, 1),
        (#""\ud83dx""#, .loneSurrogate, 1), (#""\ud83d\ud83d""#, .loneSurrogate, 1),
        (#"{"a":1,"a":2}"#, .duplicateKey, 7), (#"{"a":1,"\u0061":2}"#, .duplicateKey, 7),
    ])
    func refuses(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON.parse(text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    /// Unicode, table 3-7: overlong forms, surrogates, beyond U+10FFFF, cut and stray continuation bytes.
    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0x41, 0xBF],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        for escape in ["", "\\n"] {
            let input = Array("[\"\(escape)".utf8) + bytes + Array("\"]".utf8)
            let error = #expect(throws: JSONError.self) { try JSON.parse(input) }
            #expect(error == JSONError(reason: .invalidUTF8, offset: 2))
        }
    }

    @Test func limitsDepthAndNotLength() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSON.parse(nested(64)) }
        #expect(throws: JSONError(reason: .tooDeep, offset: 64)) { try JSON.parse(nested(65)) }
        #expect(throws: JSONError(reason: .tooDeep, offset: 64)) { try JSON.parse(String(repeating: "[", count: 1_000_000)) }
        let objects = String(repeating: #"{"a":"#, count: 65)
        #expect(throws: JSONError(reason: .tooDeep, offset: 320)) { try JSON.parse(objects) }
        let siblings = try JSON.parse("[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]")
        #expect(siblings.arrayValue?.count == 1000)
    }

    @Test func findsDuplicatesInLargeObjectsToo() {
        let members = (0..<100).map { #""k\#($0)":\#($0)"# }
        #expect(throws: Never.self) { try JSON.parse("{\(members.joined(separator: ","))}") }
        for repeated in [0, 15, 16, 17, 99] {
            let error = #expect(throws: JSONError.self) { try JSON.parse("{\(members.joined(separator: ",")),\"k\(repeated)\":0}") }
            #expect(error?.reason == .duplicateKey)
        }
    }

    @Test func refusesEveryPrefixOfADocument() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\u00e9\n",{"b":null}],"c":true,"d":"é"}"#.utf8)
        #expect(throws: Never.self) { try JSON.parse(document) }
        for length in 0..<document.count {
            #expect(throws: JSONError.self) { try JSON.parse(Array(document[..<length])) }
        }
    }

    /// Whatever a changed document is taken for, writing and reading it again gives the same.
    @Test func staysConsistentOnChangedDocuments() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00\n",{"b":null}],"c":true,"d":"é","e":0.1}"#.utf8)
        var generator = SplitMix(state: 1)
        var accepted = 0
        for _ in 0..<20_000 {
            var changed = document
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                // Mostly printable, so that many stay valid.
                let range: ClosedRange<UInt8> = Int.random(in: 0..<4, using: &generator) == 0 ? 0...255 : 0x20...0x7E
                changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(in: range, using: &generator)
            }
            guard let value = try? JSON.parse(changed) else { continue }
            accepted += 1
            #expect(try JSON.parse(value.encoded()) == value)
        }
        #expect(accepted > 500)
    }
}

/// A small repeatable generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
