import { ChatRow, ChatSetOp, DraftPiece, Id, isRunning, MessageRow, MutateFrame } from '../../src/contract';
import { chatRow, messageRow } from './rows';
import { applied, putDraft, sent } from './serverDrafts';
import { deleteFolder, setFolder } from './serverFolders';
import type { ModelServer } from './server';

/** A mutation that changes nothing. */
export class Refusal extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** Carries a mutation out, in one new version; throws a Refusal before anything is changed. */
export function obey(server: ModelServer, op: MutateFrame, device: Id): void {
  switch (op.op) {
    case 'message.send': {
      const chat = server.chats.get(op.chat);
      if (server.messages.has(op.message)) throw new Refusal('message_taken');
      if (chat === undefined && server.gone.has(op.chat)) throw new Refusal('chat_unknown');
      if (op.parent !== null) messageOf(server, op.chat, op.parent);
      const version = ++server.version;
      const made = { chat: op.chat, version, created: server.clock };
      server.put(messageRow({ ...made, id: op.message, parent: op.parent, text: op.text }));
      begin(server, op.chat, op.message, op.reply);
      const base = chat ?? chatRow({ id: op.chat, version, title: '', created: server.clock });
      showing(server, { ...base, title: base.title === '' ? op.text : base.title }, op.reply);
      const draft = server.drafts.get(op.chat);
      if (op.draft === undefined || draft === undefined) return;
      const before = (piece: DraftPiece): boolean => piece.device === device && (server.wrote.get(`${op.chat} ${device}`) ?? '') < op.id;
      putDraft(server, op.chat, sent(draft, device, op.draft, op.text, before));
      return;
    }
    case 'message.answer': {
      const chat = chatOf(server, op.chat);
      messageOf(server, op.chat, op.parent);
      server.version += 1;
      begin(server, op.chat, op.parent, op.reply);
      return showing(server, chat, op.reply);
    }
    case 'message.continue': {
      const chat = chatOf(server, op.chat);
      const row = messageOf(server, op.chat, op.message);
      if (!['stopped', 'interrupted', 'error'].includes(row.status)) throw new Refusal('message_not_ended');
      server.version += 1;
      server.put({ ...row, version: server.version, status: 'processing', problem: null, finished: null });
      server.runs.set(row.id, { chat: op.chat, text: row.text, left: [...server.words] });
      server.put({ ...chat, version: server.version, running: [...chat.running, row.id] });
      return;
    }
    case 'message.stop':
      if (!isRunning(messageOf(server, op.chat, op.message))) throw new Refusal('message_not_running');
      return server.settle(op.message, 'stopped');
    case 'message.rate': {
      const row = messageOf(server, op.chat, op.message);
      server.version += 1;
      server.put({ ...row, version: server.version, rating: op.rating });
      return;
    }
    case 'chat.set': {
      const chat = chatOf(server, op.chat);
      if (typeof op.folder === 'string' && !server.folders.has(op.folder)) throw new Refusal('folder_unknown');
      server.version += 1;
      server.put({ ...withFields(chat, op, server.clock), version: server.version });
      return;
    }
    case 'chat.branch': {
      const chat = chatOf(server, op.chat);
      messageOf(server, op.chat, op.message);
      const head = newestLeaf(server, op.chat, op.message);
      server.version += 1;
      server.put({ ...chat, version: server.version, head });
      return;
    }
    case 'draft.set': {
      const draft = server.drafts.get(op.chat);
      if (!server.chats.has(op.chat) && server.gone.has(op.chat)) throw new Refusal('chat_unknown');
      server.version += 1;
      const made = { id: op.chat, version: server.version, title: '', created: server.clock, updated: server.clock };
      if (!server.chats.has(op.chat)) server.put(chatRow(made));
      server.wrote.set(`${op.chat} ${device}`, op.id);
      return putDraft(server, op.chat, applied(draft, device, op));
    }
    case 'folder.set':
      return setFolder(server, op);
    case 'folder.delete':
      return deleteFolder(server, op.folder);
    case 'chat.purge':
      return purge(server, chatOf(server, op.chat));
  }
}

function begin(server: ModelServer, chat: Id, parent: Id, reply: Id): void {
  const row = { id: reply, chat, parent, version: server.version, created: server.clock };
  server.put(messageRow({ ...row, role: 'assistant', status: 'pending', text: '', finished: null }));
  server.runs.set(reply, { chat, text: '', left: [...server.words] });
}

function showing(server: ModelServer, chat: ChatRow, reply: Id): void {
  const running = [...chat.running, reply];
  server.put({ ...chat, version: server.version, head: reply, updated: server.clock, running });
}

function purge(server: ModelServer, chat: ChatRow): void {
  if (chat.deleted === null) throw new Refusal('chat_not_in_trash');
  server.version += 1;
  server.chats.delete(chat.id);
  server.drafts.delete(chat.id);
  for (const row of [...server.messages.values()]) {
    if (row.chat !== chat.id) continue;
    server.messages.delete(row.id);
    server.runs.delete(row.id);
  }
  server.gone.set(chat.id, { of: 'chat', version: server.version });
}

function chatOf(server: ModelServer, id: Id): ChatRow {
  const chat = server.chats.get(id);
  if (chat === undefined) throw new Refusal('chat_unknown');
  return chat;
}

function messageOf(server: ModelServer, chat: Id, id: Id): MessageRow {
  const row = server.messages.get(id);
  if (row === undefined || row.chat !== chat) throw new Refusal('message_unknown');
  return row;
}

/** Where one comes to by always taking the newest child. */
function newestLeaf(server: ModelServer, chat: Id, message: Id): Id {
  const newest = server.children(chat, message).pop();
  return newest === undefined ? message : newestLeaf(server, chat, newest.id);
}

function withFields(chat: ChatRow, op: ChatSetOp, now: number): ChatRow {
  return {
    ...chat,
    title: op.title ?? chat.title,
    pinned: op.pinned ?? chat.pinned,
    hidden: op.hidden ?? chat.hidden,
    archived: op.archived ?? chat.archived,
    folder: op.folder === undefined ? chat.folder : op.folder,
    position: op.position === undefined ? chat.position : op.position,
    tags: op.tags ?? chat.tags,
    unread: op.read === true ? false : chat.unread,
    model: op.model ?? chat.model,
    deleted: op.deleted === undefined ? chat.deleted : op.deleted ? chat.deleted ?? now : null,
  };
}
