import { AnswerOp, ChatRow, ChatSetOp, Id, isDamaged, isRunning, MessageRow, SendOp, Timestamp } from '../contract';
import type { Item } from './outbox';
import { parentKey, State } from './state';
import { titleFrom } from './title';
import { mergeChildren, newestLeaf, Tree } from './tree';

/** One chat as the user sees it: what the server confirmed, with this device's own changes applied. */
export interface ChatAsSeen {
  /** null when there is none. */
  readonly chat: ChatRow | null;
  /** The messages that are other than the confirmed ones. Version 0: made here, not confirmed. */
  readonly rows: ReadonlyMap<Id, MessageRow>;
  readonly tree: Tree;
}

const nothing: ReadonlyMap<Id, MessageRow> = new Map();

/**
 * Applies the changes on their way to a chat, oldest first. Each is written so that it does nothing when its effect is there already.
 * `begun` is when a chat was begun here that nothing is on its way for yet: its first draft is being typed.
 */
export function chatAsSeen(state: State, chat: Id, items: readonly Item[], begun?: Timestamp): ChatAsSeen {
  const confirmed = state.chats.get(chat) ?? (begun === undefined ? null : madeChat(chat, begun));
  if (items.length === 0) return { chat: confirmed, rows: nothing, tree: treeOf(state, chat, nothing) };
  const rows = new Map<Id, MessageRow>();
  const seen = new Sight(state, chat, confirmed, rows, treeOf(state, chat, rows));
  for (const item of items) seen.apply(item);
  return { chat: seen.row, rows, tree: seen.tree };
}

class Sight {
  constructor(
    private readonly state: State,
    private readonly chat: Id,
    public row: ChatRow | null,
    private readonly rows: Map<Id, MessageRow>,
    readonly tree: Tree,
  ) {}

  apply(item: Item): void {
    const op = item.op;
    if (item.status === 'refused') {
      // What was typed into a chat that never came to be must stay in sight.
      if (op.op === 'message.send') this.row ??= namedBy(madeChat(op.chat, item.at), op);
      return;
    }
    switch (op.op) {
      case 'folder.set':
      case 'folder.delete':
      // A draft makes a chat that was begun here, and of another one nobody knows yet whether there is one.
      case 'draft.set':
        return;
      case 'message.send':
        return this.send(op, item.at);
      case 'message.answer':
        return this.answer(op, item.at);
      case 'message.continue':
        return this.change(op.message, (row) => (isRunning(row) ? row : { ...row, status: 'pending', text: '', problem: null }));
      case 'message.stop':
        return this.stop(op.message);
      case 'message.rate':
        return this.change(op.message, (row) => (row.rating === op.rating ? row : { ...row, rating: op.rating }));
      case 'chat.set':
        if (this.row !== null) this.row = withFields(this.row, op, item.at);
        return;
      case 'chat.branch':
        if (this.row !== null && this.tree.row(op.message) !== undefined) {
          this.row = { ...this.row, head: newestLeaf(this.tree, op.message) };
        }
        return;
      case 'chat.purge':
        this.row = null;
        return;
    }
  }

  private send(op: SendOp, at: number): void {
    if (this.state.row(op.message) !== undefined) return;
    this.rows.set(op.message, { ...made(op.message, op.chat, op.parent, at), role: 'user', status: 'done', text: op.text, finished: at });
    this.begin(op.reply, op.message, op.model ?? null, at);
    const chat = namedBy(this.row ?? madeChat(op.chat, at), op);
    this.row = { ...chat, head: op.reply, updated: Math.max(chat.updated, at), running: withRunning(chat, op.reply) };
  }

  private answer(op: AnswerOp, at: number): void {
    if (this.state.row(op.reply) !== undefined || this.row === null) return;
    this.begin(op.reply, op.parent, op.model ?? null, at);
    this.row = { ...this.row, head: op.reply, updated: Math.max(this.row.updated, at), running: withRunning(this.row, op.reply) };
  }

  private begin(reply: Id, parent: Id, model: string | null, at: number): void {
    this.rows.set(reply, { ...made(reply, this.chat, parent, at), role: 'assistant', status: 'pending', model });
  }

  private stop(message: Id): void {
    this.change(message, (row) =>
      isRunning(row) ? { ...row, status: 'stopped', text: this.state.texts.get(message)?.text() ?? row.text } : row,
    );
    if (this.row?.running.includes(message)) {
      this.row = { ...this.row, running: this.row.running.filter((id) => id !== message) };
    }
  }

  private change(message: Id, edit: (row: MessageRow) => MessageRow): void {
    const row = this.tree.row(message);
    if (row === undefined) return;
    const edited = edit(row);
    if (edited !== row) this.rows.set(message, edited);
  }
}

function made(id: Id, chat: Id, parent: Id | null, at: number): Omit<MessageRow, 'role' | 'status'> {
  return {
    kind: 'message',
    id,
    version: 0,
    chat,
    parent,
    text: '',
    model: null,
    created: at,
    finished: null,
    usage: null,
    problem: null,
    rating: 0,
  };
}

function madeChat(id: Id, at: Timestamp): ChatRow {
  return {
    kind: 'chat',
    id,
    version: 0,
    title: '',
    head: null,
    pinned: false,
    hidden: false,
    archived: false,
    folder: null,
    position: null,
    tags: [],
    unread: false,
    model: null,
    created: at,
    updated: at,
    deleted: null,
    running: [],
  };
}

/** The first message names its chat. */
function namedBy(chat: ChatRow, op: SendOp): ChatRow {
  if (chat.title !== '' || isDamaged(chat)) return chat;
  return { ...chat, title: titleFrom(op.text), model: chat.model ?? (chat.version === 0 ? op.model ?? null : null) };
}

function withRunning(chat: ChatRow, reply: Id): readonly Id[] {
  return chat.running.includes(reply) ? chat.running : [...chat.running, reply];
}

function withFields(row: ChatRow, op: ChatSetOp, at: number): ChatRow {
  return {
    ...row,
    title: op.title ?? row.title,
    pinned: op.pinned ?? row.pinned,
    hidden: op.hidden ?? row.hidden,
    archived: op.archived ?? row.archived,
    folder: op.folder === undefined ? row.folder : op.folder,
    position: op.position === undefined ? row.position : op.position,
    tags: op.tags ?? row.tags,
    unread: op.read === true ? false : row.unread,
    model: op.model ?? row.model,
    deleted: op.deleted === undefined ? row.deleted : op.deleted ? row.deleted ?? at : null,
  };
}

/** A chat's messages with some rows put over the held ones. */
export function treeOf(state: State, chat: Id, over: ReadonlyMap<Id, MessageRow> = nothing): Tree {
  return {
    row: (message) => over.get(message) ?? state.held.get(chat)?.rows.get(message),
    children: (parent) => {
      const held = state.held.get(chat);
      const known = mergeChildren(held?.branches.get(parent) ?? [], held?.children.get(parent) ?? []);
      if (over.size === 0) return known;
      const fresh = [...over.values()].filter((row) => row.version === 0 && parentKey(row.parent) === parent).map((row) => row.id);
      return mergeChildren(known, fresh);
    },
    isComplete: (parent) => {
      const held = state.held.get(chat);
      // While the chat is being caught up with, what is missing is on its way. Of a message that is only here, nobody else has children.
      return held === undefined || !held.live || held.complete.has(parent) || over.get(parent)?.version === 0;
    },
  };
}
