import type { Id } from '../../contract';
import type { Undo } from '../../sync/views';
import { counted } from '../../ui/counted';
import type { Page } from '../workspace/context';
import { chatTitle } from './title';
import { folderName } from '../folders/folderName';

/** Changes of one chat or of many. Each says what it did, and can be taken back as one, but for the one that asks first. */
export class ChatActions {
  constructor(private readonly page: Page) {}

  pin(chats: readonly Id[], pinned: boolean): void {
    const undo = this.page.client.setMany([...chats], { pinned });
    // What stays in sight needs words only when it is many.
    if (chats.length > 1) this.say(chats, pinned ? 'pinned' : 'no longer pinned', undo);
  }

  hide(chats: readonly Id[], hidden: boolean): void {
    const undo = this.page.client.setMany([...chats], { hidden });
    this.say(chats, hidden ? 'hidden' : 'in the list again', undo);
  }

  archive(chats: readonly Id[], archived: boolean): void {
    const undo = this.page.client.setMany([...chats], { archived });
    this.say(chats, archived ? 'in the archive' : 'in the list again', undo);
  }

  /** Moves to the trash. */
  remove(chats: readonly Id[]): void {
    const { client, workspace } = this.page;
    const shown = workspace.activeTab.chat;
    const undo = client.setMany([...chats], { deleted: true });
    chats.forEach((chat) => workspace.leave(chat));
    const back = (): void => {
      undo.undo();
      if (shown !== null && chats.includes(shown)) workspace.open(shown);
    };
    this.say(chats, 'in the trash', { ...undo, undo: back });
  }

  restore(chats: readonly Id[]): void {
    this.say(chats, 'in the list again', this.page.client.setMany([...chats], { deleted: false }));
  }

  askToPurge(chats: readonly Id[]): void {
    const { client, workspace } = this.page;
    const one = chats.length === 1;
    workspace.question.set({
      title: 'Delete for ever?',
      text: `${this.name(chats)} and all ${one ? 'its' : 'their'} messages will be gone. This cannot be undone.`,
      yes: 'Delete for ever',
      run: () => {
        chats.forEach((chat) => workspace.leave(chat));
        client.purgeMany([...chats]);
      },
    });
  }

  /** Moves into a folder, or with null out of all. `before` is the chat to stand in front of, null the end; left out, time decides. */
  move(chats: readonly Id[], folder: Id | null, before?: Id | null): void {
    const { client } = this.page;
    const elsewhere = chats.some((chat) => (client.get(`chat:${chat}`)?.folder ?? null) !== folder);
    const undo = client.move([...chats], before === undefined ? { folder } : { folder, before });
    if (undo.count === 0) return;
    const name = folder === null ? null : folderName(client.get(`folder:${folder}`));
    if (elsewhere) this.say(chats, name === null ? 'in no folder now' : `in “${short(name)}” now`, undo);
  }

  tag(chats: readonly Id[], tag: string): void {
    const undo = this.page.client.tag([...chats], tag);
    if (chats.length > 1) this.say(chats, `tagged “${tag}”`, undo);
  }

  untag(chats: readonly Id[], tag: string): void {
    const undo = this.page.client.untag([...chats], tag);
    if (chats.length > 1) this.say(chats, `no longer tagged “${tag}”`, undo);
  }

  private say(chats: readonly Id[], what: string, undo: Undo): void {
    const words = `${this.name(chats)} ${chats.length === 1 ? 'is' : 'are'} ${what}.`;
    this.page.workspace.toasts.show(words, { action: { label: 'Undo', run: () => undo.undo() } });
  }

  private name(chats: readonly Id[]): string {
    const [first] = chats;
    if (chats.length !== 1 || first === undefined) return counted(chats.length, 'chat');
    return `“${short(chatTitle(this.page.client.get(`chat:${first}`)))}”`;
  }
}

function short(title: string): string {
  return title.length > 40 ? `${title.slice(0, 38)}…` : title;
}
