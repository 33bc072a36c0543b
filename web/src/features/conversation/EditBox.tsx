import { KeyboardEvent, ReactElement, useEffect, useRef } from 'react';
import type { Id, MessageRow } from '../../contract';
import { Button } from '../../ui/Button';
import { useCell } from '../../ui/cell';
import { isSendKey } from '../composer/sendKey';
import { useAutoGrow } from '../composer/useAutoGrow';
import { usePage } from '../workspace/context';

interface Props {
  readonly chat: Id;
  readonly message: MessageRow;
  /** What was typed in its place; null: nothing else. */
  readonly typed: string | null;
}

/** Changes an own message in its place. Sending makes a branch: what was there before stays, one step to the side. */
export function EditBox({ chat, message, typed }: Props): ReactElement {
  const { client, workspace } = usePage();
  const area = useRef<HTMLTextAreaElement>(null);
  const text = typed ?? message.text;
  const enterSends = useCell(workspace.enterKey) === 'send';
  useAutoGrow(area, text);

  useEffect(() => {
    const element = area.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const leave = (): void => document.getElementById('composer')?.focus({ preventScroll: true });
  const cancel = (): void => {
    workspace.edits.close(message.id);
    leave();
  };
  const restore = (): void => {
    workspace.edits.type(message.id, null);
    area.current?.focus({ preventScroll: true });
  };
  const submit = (): void => {
    if (text.trim() === '') return;
    if (text !== message.text) {
      client.send({ chat, parent: message.parent, text });
      workspace.toEnd(chat);
    }
    workspace.edits.end(message.id);
    leave();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isSendKey(event, enterSends)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      cancel();
    }
  };

  return (
    <form
      className="composer rounded-2xl border border-line bg-raised"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={area}
        rows={1}
        dir="auto"
        value={text}
        aria-label="Edit message"
        className="block max-h-[50dvh] w-full resize-none overflow-y-auto bg-transparent px-4 pb-1 pt-3 text-base leading-relaxed outline-none"
        onChange={(event) => workspace.edits.type(message.id, event.target.value === message.text ? null : event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex flex-wrap items-center justify-end gap-2 px-2.5 pb-2.5">
        <p className="min-w-40 flex-1 pl-2 text-xs text-muted">Sending starts a branch; the first version stays.</p>
        {typed === null ? null : <Button tone="quiet" onClick={restore}>Original text</Button>}
        <Button tone="quiet" onClick={cancel}>Cancel</Button>
        <Button tone="accent" type="submit" disabled={text.trim() === ''}>Send</Button>
      </div>
    </form>
  );
}
