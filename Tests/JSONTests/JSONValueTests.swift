import JSON
import Testing

@Suite struct JSONValueTests {
    let value: JSON = ["text": "x", "whole": 3, "part": 1.5, "integral": 2.0, "yes": true, "none": nil, "list": [1, "two"]]

    @Test func givesTypedViews() {
        #expect(value["text"]?.stringValue == "x")
        #expect(value["whole"]?.intValue == 3)
        #expect(value["whole"]?.doubleValue == 3)
        #expect(value["part"]?.intValue == nil)
        #expect(value["part"]?.doubleValue == 1.5)
        #expect(value["integral"]?.intValue == 2)
        #expect(value["yes"]?.boolValue == true)
        #expect(value["none"] == .null)
        #expect(value["list"]?[1]?.stringValue == "two")
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["absent"] == nil)
        #expect(value["text"]?["x"] == nil)
        #expect(value["yes"]?.intValue == nil)
        #expect(value["text"]?.boolValue == nil)
    }

    @Test func takesNoDoubleBeyondExactIntegersForAnInteger() {
        #expect(JSON.double(9_007_199_254_740_992).intValue == 9_007_199_254_740_992)
        #expect(JSON.double(1e300).intValue == nil)
        #expect(JSON.double(-.infinity).intValue == nil)
        #expect(JSON.double(.nan).intValue == nil)
    }

    @Test func comparesObjectsWithoutRegardToOrder() {
        #expect(["a": 1, "b": 2] as JSON == ["b": 2, "a": 1])
        #expect(["a": 1] as JSON != ["a": 1, "b": 2])
        #expect(["a": 1] as JSON != ["b": 1])
        #expect([1, 2] as JSON != [2, 1])
    }

    @Test func keepsTheOrderOfMembersAndReplacesInPlace() {
        var members = JSONMembers()
        for key in 0..<40 { members["k\(key)"] = .int(Int64(key)) }
        members["k3"] = "three"
        members["k30"] = "thirty"
        members["k1"] = nil
        #expect(members.map(\.key) == (0..<40).map { "k\($0)" })
        #expect(members["k3"] == "three")
        #expect(members["k30"] == "thirty")
        #expect(members["k1"] == 1)
        #expect(members["k40"] == nil)
    }
}
