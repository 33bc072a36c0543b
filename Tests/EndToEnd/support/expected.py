"""What there must be after mutations that were acknowledged, by the words of docs/protocol.md alone."""

import dataclasses


@dataclasses.dataclass
class Draft:
    version: int
    device: str
    text: str
    others: list[tuple[str, str]]


class Expected:
    """The mutations, in the order of their versions, carried out once each."""

    def __init__(self, history: list[tuple[int, str, dict]]) -> None:
        # By chat, the fields that are certain.
        self.chats: dict[str, dict] = {}
        # By message: its chat, parent and, of questions, text.
        self.messages: dict[str, dict] = {}
        self.folders: dict[str, dict] = {}
        self.drafts: dict[str, Draft] = {}
        # By chat and device, the mutation in which it wrote what it has in the draft.
        self._wrote: dict[tuple[str, str], str] = {}
        for version, device, made in sorted(history, key=lambda each: each[0]):
            perform = getattr(self, "_" + made["op"].replace(".", "_"), None)
            if perform is not None:
                perform(version, device, made)

    def _chat(self, chat: str) -> dict:
        return self.chats.setdefault(chat, {"deleted": False, "pinned": False, "folder": None})

    def _message_send(self, version: int, device: str, made: dict) -> None:
        self._chat(made["chat"]).update(deleted=False, head=made["reply"])
        self.messages[made["message"]] = {"chat": made["chat"], "parent": made["parent"], "text": made["text"]}
        self.messages[made["reply"]] = {"chat": made["chat"], "parent": made["message"]}
        draft = self.drafts.get(made["chat"])
        if "draft" not in made or draft is None:
            return
        # Rule 20.
        before = dataclasses.replace(draft, others=list(draft.others))
        written_before = self._wrote.get((made["chat"], device), "") < made["id"]

        def became(writer: str, text: str) -> bool:
            return text == made["text"] or (writer == device and written_before)

        draft.others = [other for other in draft.others if not became(*other)]
        if made["draft"] == draft.version or became(draft.device, draft.text):
            draft.device, draft.text = draft.others.pop(0) if draft.others else (device, "")
        if draft != before:
            draft.version = version

    def _message_answer(self, _version: int, _device: str, made: dict) -> None:
        self._chat(made["chat"]).update(deleted=False, head=made["reply"])
        self.messages[made["reply"]] = {"chat": made["chat"], "parent": made["parent"]}

    def _chat_set(self, _version: int, _device: str, made: dict) -> None:
        self._chat(made["chat"]).update({key: made[key] for key in ("title", "pinned", "deleted", "folder") if key in made})

    def _chat_branch(self, _version: int, _device: str, made: dict) -> None:
        leaf = made["message"]
        while children := [key for key, message in self.messages.items() if message["parent"] == leaf]:
            # They stand in the order in which they were made.
            leaf = children[-1]
        self._chat(made["chat"])["head"] = leaf

    def _chat_purge(self, _version: int, _device: str, made: dict) -> None:
        del self.chats[made["chat"]]
        self.drafts.pop(made["chat"], None)
        self.messages = {key: message for key, message in self.messages.items() if message["chat"] != made["chat"]}

    def _folder_set(self, _version: int, _device: str, made: dict) -> None:
        folder = self.folders.setdefault(made["folder"], {"parent": None})
        folder.update({key: made[key] for key in ("name", "parent") if key in made})

    def _folder_delete(self, _version: int, _device: str, made: dict) -> None:
        upper = self.folders.pop(made["folder"])["parent"]
        for chat in self.chats.values():
            chat["folder"] = upper if chat["folder"] == made["folder"] else chat["folder"]
        for folder in self.folders.values():
            folder["parent"] = upper if folder["parent"] == made["folder"] else folder["parent"]

    def _draft_set(self, version: int, device: str, made: dict) -> None:
        """Rule 19."""
        self._wrote[made["chat"], device] = made["id"]
        self._chat(made["chat"])
        draft = self.drafts.get(made["chat"])
        knows = draft is not None and made["base"] == draft.version
        if draft is None or (knows and made.get("choose")):
            self.drafts[made["chat"]] = Draft(version, device, made["text"], [])
            return
        draft.others = [other for other in draft.others if other[0] != device]
        if knows or draft.device == device or draft.text == "":
            draft.device, draft.text = device, made["text"]
        else:
            draft.others.append((device, made["text"]))
        draft.version = version
