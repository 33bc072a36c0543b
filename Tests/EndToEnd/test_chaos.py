"""Several devices do what comes to their minds while sockets are cut and the server is killed, again and again. In the end every device holds byte
for byte what the database holds, which is what was acknowledged, once and in order.

PARLANCE_CHAOS_RUNS says how many runs there are; PARLANCE_TEST_SEED plays them again.
"""

import collections
import os
import random
import time

import pytest
from support.answers import numbered
from support.api import Api
from support.device import Device
from support.expected import Expected
from support.frames import RUNNING
from support.identifiers import identifier
from support.player import Player
from support.secrecy import say

RUNS = int(os.environ.get("PARLANCE_CHAOS_RUNS", "150"))
DEVICES = 4
MODELS = {"words-20": 4, "words-400": 1, "steady-200-400": 3, "steady-50-400": 1, "reset-after-5": 1}
FAULTS = {"none": 3, "cut": 5, "cut in mid-frame": 3, "cut of all": 1, "kill": 2.5, "stop": 0.2}
WHOLE = "".join(numbered(400))
# Why a mutation may be refused when others have done something meanwhile.
REFUSALS = {"chat_unknown", "message_unknown", "folder_unknown", "not_continuable", "chat_not_in_trash", "folder_in_itself"}


@pytest.mark.timeout(120 + 2 * RUNS)
def test_chaos(programs, standin):
    seed = int(os.environ.get("PARLANCE_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"\nPARLANCE_TEST_SEED={seed} PARLANCE_CHAOS_RUNS={RUNS}")
    chaos = Chaos(programs.make(standin).start(), random.Random(seed))
    for number in range(1, RUNS + 1):
        chaos.run()
        if number % 250 == 0 or number == RUNS:
            chaos.check()
    print(dict(chaos.counts), collections.Counter(made["op"] for _, _, made in chaos.history))
    print(dict(collections.Counter(code for player in chaos.players for code in player.refused)))
    for player in chaos.players:
        player.close()


class Chaos:
    def __init__(self, program, chance: random.Random, history: list[tuple[int, str, dict]] | None = None) -> None:
        """`history`: what was committed before."""
        self.program, self.chance = program, chance
        self.history = [] if history is None else history
        self.players = [Player(program.port, self.history) for _ in range(DEVICES)]
        self.counts: collections.Counter[str] = collections.Counter()
        for player in self.players:
            player.connect()
            player.until(lambda player=player: player.catalogue["models"])
        # So that no message is of version 1, and `after` 1 brings all of a chat.
        self.players[0].change("folder.set", folder=identifier(), name="First")
        self.players[0].until(lambda: not self.players[0].outbox)

    def run(self) -> None:
        """Some changes on some devices, read by some of them, and then a fault."""
        for _ in range(self.chance.randint(4, 12)):
            player = self.chance.choice(self.players)
            act(player, self.chance)
            frames = self.chance.choice([0, 3, 30])
            while frames > 0 and player.read(0.003) is not None:
                frames -= 1
        fault = self.chance.choices(list(FAULTS), list(FAULTS.values()))[0]
        self.counts[fault] += 1
        self.fail(fault)
        for player in self.players:
            if player.socket is None:
                player.come_back()

    def fail(self, fault: str) -> None:
        lost = self.chance.sample(self.players, self.chance.randint(1, 2)) if fault.startswith("cut ") or fault == "cut" else self.players
        if fault == "none":
            return
        if fault == "cut of all":
            lost = self.players
        if fault == "kill":
            self.program.kill()
        if fault == "stop":
            assert self.program.stop(30) == 0
        for player in lost:
            waiting = list(player.outbox.values())
            player.cut(self.chance.choice(waiting) if waiting and fault == "cut in mid-frame" else None, self.chance.random())
        if fault in ("kill", "stop"):
            self.program.start()

    def check(self) -> None:
        """Once all is quiet, everyone holds the same, and it is what was acknowledged."""
        self.empty_outboxes()
        with self.quiet_reader() as reader:
            version = reader.cursor["version"]
            for player in self.players:
                player.reach(version)
                player.until(lambda player=player: all(player.is_shown(chat) for chat in player.open_chats), what="the open chats")
                player.settle_down()
            check_expected(reader, Expected(self.history))
            check_order(reader)
            check_jobs(Api(self.program.port), reader)
            assert reader.catch_up() == version, "something was changed when all had ended"
            for player in self.players:
                check_player(player, reader)

    def empty_outboxes(self) -> None:
        for player in self.players:
            player.empty_outbox(60)
        for player in self.players:
            assert not player.resyncs, "the database forgot something"
            assert {code.split()[1] for code in player.refused} <= REFUSALS, player.refused

    def quiet_reader(self) -> Device:
        """A device that knows nothing, and reads when no answer is being written any more."""
        deadline = time.monotonic() + 45
        while True:
            reader = Device(self.program.port).connect()
            running = [message for chat in reader.chats.values() for message in chat["running"]]
            if not running:
                return reader
            assert time.monotonic() < deadline, f"left running: {running}"
            reader.close()
            for player in self.players:
                player.drain(0.1)


def act(player: Player, chance: random.Random) -> None:
    """One thing that a person does."""
    chats = list(player.chats)[-12:]
    chat = chance.choice(chats) if chats and chance.random() < 0.85 else None
    if chat is None:
        ask(player, chance, identifier(), [])
        return
    if chat not in player.open_chats and chance.random() < 0.5:
        look(player, chance, chat)
    if chat not in player.chats:
        # Removed while it was opened.
        return
    rows = [row for row in player.messages.values() if row["chat"] == chat]
    chance.choice(DEEDS)(player, chance, chat, rows)


def ask(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    answers = [None, *(row["id"] for row in rows if row["role"] == "assistant")]
    fields = {"draft": player.drafts[chat]["version"]} if chat in player.drafts and chance.random() < 0.7 else {}
    # Mostly at the end; else it is an edit.
    parent = answers[-1] if chance.random() < 0.7 else chance.choice(answers)
    text = say(f"Question {chance.random()} " + "é" * chance.choice([0, 0, 5000]))
    model = chance.choices(list(MODELS), list(MODELS.values()))[0]
    player.change("message.send", chat=chat, message=identifier(), parent=parent, text=text, reply=identifier(), model=player.model(model), **fields)
    if chat not in player.open_chats and chance.random() < 0.7:
        look(player, chance, chat)


def look(player: Player, chance: random.Random, chat: str) -> None:
    if len(player.open_chats) > 20:
        player.hide(chance.choice(list(player.open_chats)))
    player.show(chat)


def answer_again(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    if questions := [row["id"] for row in rows if row["role"] == "user"]:
        player.change("message.answer", chat=chat, parent=chance.choice(questions), reply=identifier(), model=player.model("steady-200-400"))


def stop(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    for message in player.chats[chat]["running"]:
        player.change("message.stop", chat=chat, message=message)


def go_on(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    if broken := [row["id"] for row in rows if row["status"] in ("stopped", "interrupted", "error")]:
        player.change("message.continue", chat=chat, message=chance.choice(broken))


def set_field(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    field = chance.choice(["title", "pinned", "deleted", "folder"])
    value = {"title": say(f"Name {chance.random()}"), "folder": chance.choice([None, *player.folders])}.get(field, chance.random() < 0.5)
    player.change("chat.set", chat=chat, **{field: value})


def purge(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    if chance.random() < 0.3:
        player.change("chat.set", chat=chat, deleted=True)
        player.change("chat.purge", chat=chat)


def show_branch(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    if rows:
        player.change("chat.branch", chat=chat, message=chance.choice(rows)["id"])


def write_draft(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    known = player.drafts[chat]["version"] if chat in player.drafts else 0
    fields = {"choose": True} if chance.random() < 0.2 else {}
    target = chat if chance.random() < 0.8 else identifier()
    base = known if target == chat and chance.random() < 0.6 else 0
    player.change("draft.set", chat=target, text=say(f"Draft {chance.random()}"), base=base, **fields)


def set_folder(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    folders = list(player.folders)
    if folders and chance.random() < 0.3:
        player.change("folder.delete", folder=chance.choice(folders))
    elif folders and chance.random() < 0.4:
        player.change("folder.set", folder=chance.choice(folders), parent=chance.choice([None, *folders]))
    else:
        player.change("folder.set", folder=identifier(), name=say(f"Folder {chance.random()}"), parent=chance.choice([None, *folders]))


def look_away(player: Player, chance: random.Random, chat: str, rows: list[dict]) -> None:
    if player.open_chats:
        player.hide(chance.choice(list(player.open_chats)))


DEEDS = [*[ask] * 3, answer_again, *[stop] * 2, *[go_on] * 2, *[set_field] * 2, purge, show_branch, *[write_draft] * 2, set_folder, look_away]


def check_expected(reader: Device, expected: Expected) -> None:
    """What a device that knows nothing reads is what was acknowledged."""
    assert reader.chats.keys() == expected.chats.keys()
    assert {key: (row["name"], row["parent"]) for key, row in reader.folders.items()} == {
        key: (folder["name"], folder["parent"]) for key, folder in expected.folders.items()
    }
    for chat, fields in expected.chats.items():
        row = reader.chats[chat]
        assert {key: row[key] for key in fields} | {"deleted": row["deleted"] is not None} == fields
        # All its messages, of every branch.
        reader.open(chat, after=1)
        reader.close_chat(chat)
    drafts = {key: (row["text"], [(other["device"], other["text"]) for other in row["others"]]) for key, row in reader.drafts.items()}
    wanted = {key: (draft.text, draft.others) for key, draft in expected.drafts.items()}
    assert {key: draft for key, draft in drafts.items() if any(draft)} == {key: draft for key, draft in wanted.items() if any(draft)}
    assert reader.messages.keys() == expected.messages.keys()
    for key, message in expected.messages.items():
        row = reader.messages[key]
        assert {name: row[name] for name in message} == message
        assert row["status"] not in RUNNING, row
        if row["role"] == "assistant":
            assert WHOLE.startswith(row["text"]), row["text"][-200:]
            count = row["model"].rpartition("-")[2]
            assert row["status"] != "done" or not count.isdigit() or row["text"] == "".join(numbered(int(count))), row


def check_order(reader: Device) -> None:
    """Each message of a branch is shown once and in its place."""
    for chat, row in reader.chats.items():
        chain, at = [], row["head"]
        while at is not None:
            chain.insert(0, at)
            at = reader.messages[at]["parent"]
        reader.open(chat)
        first = len(reader.pages[chat]) - 1
        while (before := reader.pages[chat][-1]["first"]) is not None:
            count = len(reader.pages[chat])
            reader.send({"type": "page", "chat": chat, "before": before})
            reader.until(lambda chat=chat, count=count: len(reader.pages[chat]) > count)
        shown = [message for page in reversed(reader.pages[chat][first:]) for message in page["messages"]]
        assert [message["id"] for message in shown] == chain
        assert all(message == reader.messages[message["id"]] for message in shown)
        reader.close_chat(chat)


def check_player(player: Player, reader: Device) -> None:
    assert player.chats == reader.chats and player.folders == reader.folders
    assert player.drafts == reader.drafts
    for key, row in player.messages.items():
        if row["chat"] in player.open_chats:
            assert row == reader.messages[key]
            assert row["role"] == "user" or player.texts[key] == row["text"].encode()
    for key, row in reader.messages.items():
        if row["chat"] in player.open_chats and row["version"] > player.since[row["chat"]]:
            assert key in player.messages, f"missing: {row['version']}, and its chat is open since {player.since[row['chat']]}"


def check_jobs(api: Api, reader: Device) -> None:
    for key, row in reader.messages.items():
        if row["role"] == "assistant":
            job = api.get(f"/messages/{key}", checked=False).json
            assert (job["result"]["ended"], job["result"]["text"]) == (row["status"], row["text"])
