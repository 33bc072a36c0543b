import { FormEvent, ReactElement, useState } from 'react';
import type { Id } from '../../contract';
import { Button } from '../../ui/Button';
import { counted } from '../../ui/counted';
import { Dialog } from '../../ui/Dialog';
import { chatTitle } from '../chats/title';
import { useChatActions } from '../chats/useChatActions';
import { usePage, useSync, useSyncAll } from '../workspace/context';
import { commonTags, newTag } from './tags';
import { TagChip } from './TagChip';

/** The tags of one chat, or those that many have in common: take off, put on, or begin a new one. */
export function TagDialog({ chats }: { readonly chats: readonly Id[] }): ReactElement {
  const { workspace } = usePage();
  const actions = useChatActions();
  const [text, setText] = useState('');
  const all = useSync('tags');
  const rows = useSyncAll(chats.map((chat) => `chat:${chat}` as const));
  const on = commonTags(rows);
  // What is typed narrows them.
  const others = all.filter(({ tag }) => !on.includes(tag) && tag.toLowerCase().includes(text.trim().toLowerCase())).slice(0, 40);
  const fresh = newTag(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fresh === null) return;
    actions.tag(chats, fresh);
    setText('');
  };
  const title = chats.length === 1 ? `Tags of “${chatTitle(rows[0] ?? null)}”` : `Tags of ${counted(chats.length, 'chat')}`;
  return (
    <Dialog title={title} onClose={() => workspace.panel.set(null)}>
      <div className="flex flex-col gap-4 overflow-y-auto px-5 py-4 text-sm">
        <form className="flex gap-2" onSubmit={submit}>
          <input
            data-first-focus=""
            className="field min-w-0"
            aria-label="New tag"
            placeholder="New tag"
            autoComplete="off"
            maxLength={50}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" tone="accent" disabled={fresh === null || on.length >= 20}>Add</Button>
        </form>
        {on.length === 0 ? null : (
          <div role="group" aria-label="Tags" className="flex flex-wrap gap-1.5">
            {on.map((tag) => <TagChip key={tag} tag={tag} onRemove={() => actions.untag(chats, tag)} />)}
          </div>
        )}
        {others.length === 0 ? null : (
          <section aria-label="Your other tags">
            <h3 className="mb-2 text-xs font-medium text-muted">Your other tags</h3>
            <div className="flex flex-wrap gap-1.5">
              {others.map(({ tag }) => (
                <button
                  key={tag}
                  type="button"
                  className="inline-flex min-h-7 items-center gap-1 rounded-full border border-line px-2.5 text-muted hover:bg-hover hover:text-ink max-sm:min-h-10"
                  aria-label={`Add ${tag}`}
                  onClick={() => actions.tag(chats, tag)}
                >
                  <span aria-hidden="true">+</span> {tag}
                </button>
              ))}
            </div>
          </section>
        )}
        {chats.length > 1 ? <p className="text-xs text-muted">{on.length === 0 ? 'No tag is on all of them.' : 'Shown are the tags that all of them have.'}</p> : null}
      </div>
    </Dialog>
  );
}
