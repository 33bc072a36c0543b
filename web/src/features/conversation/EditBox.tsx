import { KeyboardEvent, ReactElement, useEffect, useRef, useState } from 'react';
import type { Id, MessageRow } from '../../contract';
import { Button } from '../../ui/Button';
import { useCell } from '../../ui/cell';
import { isSendKey } from '../composer/sendKey';
import { useAutoGrow } from '../composer/useAutoGrow';
import { usePage } from '../workspace/context';

interface Props {
  readonly chat: Id;
  readonly message: MessageRow;
  readonly start: string;
}

/** Changes an own message in its place. Sending makes a branch: what was there before stays, one step to the side. */
export function EditBox({ chat, message, start }: Props): ReactElement {
  const { client, workspace } = usePage();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(start);
  const enterSends = useCell(workspace.enterSends);
  useAutoGrow(area, text);

  useEffect(() => {
    const element = area.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const change = (next: string): void => {
    setText(next);
    // The row may scroll out of sight and be drawn anew; what was typed must not be lost by that.
    workspace.edit.set({ message: message.id, text: next });
  };
  const close = (): void => {
    workspace.edit.set(null);
    document.getElementById('composer')?.focus({ preventScroll: true });
  };
  const submit = (): void => {
    if (text.trim() === '') return;
    if (text !== message.text) {
      client.send({ chat, parent: message.parent, text });
      workspace.toEnd(chat);
    }
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isSendKey(event, enterSends)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
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
        value={text}
        aria-label="Edit message"
        className="block max-h-[50dvh] w-full resize-none overflow-y-auto bg-transparent px-4 pb-1 pt-3 text-base leading-relaxed outline-none"
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex items-center justify-end gap-2 px-2.5 pb-2.5">
        <p className="flex-1 pl-2 text-xs text-muted">Sending starts a branch; the first version stays.</p>
        <Button tone="quiet" onClick={close}>Cancel</Button>
        <Button tone="accent" type="submit" disabled={text.trim() === ''}>Send</Button>
      </div>
    </form>
  );
}
