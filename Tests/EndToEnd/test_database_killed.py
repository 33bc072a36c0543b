"""PostgreSQL is killed as when the plug is pulled, in the middle of commits: what was acknowledged is there once, and what was not is there once when
it has been sent again. PARLANCE_TEST_SEED plays the last test again."""

import contextlib
import os
import random
import threading

import pytest
from support.cluster import Postgres, postgres_url
from support.commit_relay import CommitRelay
from support.identifiers import identifier
from support.player import Player
from support.programs import Programs
from support.secrecy import say
from test_chaos import Chaos, act
from websockets.exceptions import ConnectionClosed

ROUNDS = 4


@pytest.fixture(scope="module")
def relay(postgres):
    made = CommitRelay(postgres.port)
    yield made
    made.end()


@pytest.fixture(scope="module")
def history() -> list:
    """All that was acknowledged in these tests."""
    return []


@pytest.fixture(scope="module")
def program(folder, standin, relay, history):
    made = Programs(folder)
    try:
        started = made.make(standin, extra={"PARLANCE_DATABASE_URL": postgres_url(relay.port)}).start()
        with Player(started.port, history).connect() as first:
            # So that no message is of version 1, as Chaos has it.
            first.change("folder.set", folder=identifier(), name="First")
            first.until(lambda: not first.outbox)
        yield started
    finally:
        made.end()


@pytest.fixture
def player(program, history):
    made = Player(program.port, history).connect()
    made.until(lambda: made.catalogue["models"])
    yield made
    made.close()


@pytest.mark.parametrize("after", [False, True], ids=["before it is committed", "before it is told"])
def test_end_of_an_answer(postgres, relay, player, program, standin, after):
    """Whoever follows it learns of it, and of nothing else, and so does who has the chat closed."""
    with Player(program.port, []).connect() as other:
        question = say(f"The end {identifier()}")
        gate = standin.gate(question)
        chat, message, reply = ask(player, question, "gated")
        player.show(chat)
        gate.release(5)
        player.heard(reply, 5)
        relay.at_commit("UPDATE jobs SET state = 'done'", postgres.kill, after)
        gate.finish()
        relay.wait_done()
        postgres.start()
        row = player.ended(reply)
        assert (row["status"], row["text"]) == ("done", gate.text)
        player.until(lambda: reply in player.settled)
        assert player.settled[reply]["status"] == "done"
        other.until(lambda: chat in other.chats and other.chats[chat]["unread"])


@pytest.mark.parametrize("after", [False, True], ids=["before it is committed", "before it is told"])
def test_question(postgres, relay, player, after):
    relay.at_commit("INSERT INTO messages", postgres.kill, after)
    chat, message, reply = ask(player, say("In mid-commit"), "words-20")
    player.change("folder.set", folder=identifier(), name="Behind it")
    relay.wait_done()
    postgres.start()
    player.empty_outbox()
    player.open(chat)
    assert [row["id"] for row in player.pages[chat][-1]["messages"]] == [message, reply]
    player.until(lambda: "Behind it" in [folder["name"] for folder in player.folders.values()])


def ask(player: Player, question: str, model: str) -> tuple[str, str, str]:
    chat, message, reply = identifier(), identifier(), identifier()
    player.change("message.send", chat=chat, message=message, parent=None, text=question, reply=reply, model=player.model(model))
    return chat, message, reply


class Outages(Chaos):
    """Whatever people do, the database goes while they do it."""

    def __init__(self, postgres: Postgres, *options) -> None:
        super().__init__(*options)
        self.postgres = postgres

    def run(self) -> None:
        whole = self.chance.random() < 0.6
        kill = self.postgres.kill if whole else lambda: self.postgres.kill_one(self.chance)
        outage = threading.Timer(self.chance.uniform(0, 0.1), kill)
        outage.start()
        for _ in range(self.chance.randint(20, 40)):
            player = self.chance.choice(self.players)
            # Who is sent away comes back when all is over.
            with contextlib.suppress(ConnectionClosed):
                act(player, self.chance)
                player.read(0.001)
        outage.join()
        if whole:
            self.postgres.start()
        self.empty_outboxes()

    def empty_outboxes(self) -> None:
        super().empty_outboxes()
        for player in self.players:
            # Who had nothing to send may have been sent away all the same (rule 18).
            try:
                player.settle_down()
            except ConnectionClosed:
                player.cut()
                player.come_back_soon()


def test_killed_again_and_again(postgres, program, history):
    seed = int(os.environ.get("PARLANCE_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"\nPARLANCE_TEST_SEED={seed}")
    outages = Outages(postgres, program, random.Random(seed), history)
    for _ in range(ROUNDS):
        outages.run()
    outages.check()
    for player in outages.players:
        player.close()
