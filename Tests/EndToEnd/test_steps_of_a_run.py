"""A worker is killed at each step of a run, and another process finds what it left. No step is left to chance: each worker dies in the middle of a
chosen commit, or where the provider waits. test_kill.py has the moments between."""

import concurrent.futures
import dataclasses

import pytest
from support.answers import numbered
from support.cluster import postgres_url
from support.commit_relay import CommitRelay
from support.identifiers import identifier
from support.player import Player
from support.program import Program
from support.programs import Programs
from support.secrecy import say

# What the statements of a commit have.
ORDER = "INSERT INTO jobs"
CHECKPOINT = "status = 'processing'"
END = "UPDATE jobs SET state = 'done'"


@dataclasses.dataclass
class Step:
    # In the middle of which commit the worker is killed, and whether that commit is carried out; None: when it has asked the provider.
    commit: str | None
    after: bool
    # Words that are there before, and those that bring the commit about.
    words: int
    more: int
    # How many words there are in the end. Of an answer that nobody had heard of there are all ten, because it is begun again.
    status: str
    kept: range


STEPS = {
    "before its order is committed": Step(ORDER, False, 0, 0, "done", range(10, 11)),
    "before its order is told": Step(ORDER, True, 0, 0, "done", range(10, 11)),
    "before the first word": Step(None, False, 0, 0, "done", range(10, 11)),
    "before the first word is kept": Step(CHECKPOINT, False, 0, 3, "done", range(10, 11)),
    "before the first word is shown": Step(CHECKPOINT, True, 0, 1, "interrupted", range(1, 2)),
    "before a checkpoint": Step(CHECKPOINT, False, 5, 1, "interrupted", range(1, 6)),
    "after a checkpoint": Step(CHECKPOINT, True, 5, 1, "interrupted", range(5, 7)),
    "before the end is committed": Step(END, False, 5, 1, "interrupted", range(1, 7)),
    "before the end is told": Step(END, True, 5, 1, "done", range(6, 7)),
}


@pytest.fixture(scope="module")
def ended(folder, standin, postgres):
    """The players of all steps, by step, each with the answer that it waited for; they are played at once, because a lease takes its time to run out."""
    made = Programs(folder)
    relays = {name: CommitRelay(postgres.port) for name in STEPS}
    try:
        heir = made.make(standin, extra=postgres.settings).start()
        workers = {name: made.make(standin, extra=postgres.settings | {"PARLANCE_DATABASE_URL": postgres_url(relay.port)}) for name, relay in relays.items()}
        with concurrent.futures.ThreadPoolExecutor(len(STEPS)) as pool:
            # Who is killed first leaves its job to the heir, and not to a worker that starts late.
            list(pool.map(Program.start, workers.values()))
            played = {name: pool.submit(play, step, workers[name], relays[name], heir, standin) for name, step in STEPS.items()}
        yield played
    finally:
        for relay in relays.values():
            relay.end()
        made.end()


def play(step: Step, worker: Program, relay: CommitRelay, heir: Program, standin) -> tuple[dict, list[str], list[str]]:
    """Kills the worker there, and gives the answer's last row, and the messages that there are and that there should be."""
    question = say(f"Killed {identifier()}")
    gate = standin.gate(question)
    chat, message, reply = identifier(), identifier(), identifier()
    with Player(worker.port, []).connect() as player:
        player.until(lambda: player.catalogue["models"])
        if step.commit == ORDER:
            relay.at_commit(ORDER, worker.kill, step.after)
        player.change("message.send", chat=chat, message=message, parent=None, text=question, reply=reply, model=player.model("gated"))
        if step.commit != ORDER:
            player.show(chat)
            gate.wait_asked()
            gate.release(step.words)
            player.until(lambda: len(player.texts.get(reply, b"").split()) == step.words)
        if step.commit is None:
            worker.kill()
        elif step.commit != ORDER:
            relay.at_commit(step.commit, worker.kill, step.after)
            gate.release(step.more)
            if step.commit == END:
                gate.finish()
        if step.commit is not None:
            relay.wait_done()
        player.cut()
        gate.release(10 - step.words - step.more)
        gate.finish()
        player.port = heir.port
        player.come_back_soon()
        player.until(lambda: not player.outbox)
        if chat not in player.open_chats:
            player.show(chat)
        row = player.ended(reply)
        with Player(heir.port, []).connect() as reader:
            reader.open(chat)
            return row, [shown["id"] for shown in reader.pages[chat][-1]["messages"]], [message, reply]


@pytest.mark.parametrize("name", STEPS)
def test_killed(ended, name):
    step, (row, shown, asked) = STEPS[name], ended[name].result()
    assert shown == asked
    assert row["status"] == step.status
    assert row["text"] in ["".join(numbered(count)) for count in step.kept]
