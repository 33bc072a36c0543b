import Identifiers
import Testing

@testable import Composition

@Suite("Whether somebody is connected to another process")
struct AttendanceTests {
    private let attendance = Attendance()
    private let question = IdentifierSource().next()

    @Test("One who says yes is enough")
    func yes() async {
        let isAttended = await attendance.ask(question) { [attendance, question] in
            attendance.answered(question, isHere: false)
            attendance.answered(question, isHere: true)
            return 3
        }
        #expect(isAttended)
    }

    @Test("When all have said no nobody is, however their answers overtake the number of those who were asked", arguments: 0...3)
    func no(early: Int) async {
        let patient = Attendance(patience: .seconds(3600))
        let isAttended = await patient.ask(question) { [question] in
            for _ in 0..<early { patient.answered(question, isHere: false) }
            Task { for _ in early..<3 { patient.answered(question, isHere: false) } }
            return 3
        }
        #expect(!isAttended)
    }

    @Test("When nobody could be asked, or somebody says nothing, nobody is", arguments: [0, 2])
    func silence(asked: Int) async {
        let attendance = Attendance(patience: .milliseconds(20))
        let isAttended = await attendance.ask(question) { asked }
        #expect(!isAttended)
        // An answer that comes late finds nobody.
        attendance.answered(question, isHere: true)
    }
}
