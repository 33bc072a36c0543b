import { KeyboardEvent, ReactElement, useEffect, useRef, useState } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { ModelPicker } from '../models/ModelPicker';
import { usePage, useSync } from '../workspace/context';
import type { Tab } from '../workspace/tabs';
import { SendButton } from './SendButton';
import { isSendKey } from './sendKey';
import { useAutoGrow } from './useAutoGrow';
import { useSend } from './useSend';

interface Props {
  readonly tab: Tab;
  /** Called when Up is pressed in an empty composer. */
  readonly onEditLast: () => void;
}

/** Where a message is written. */
export function Composer({ tab, onEditLast }: Props): ReactElement {
  const { workspace } = usePage();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => workspace.draft(tab.key));
  const enterSends = useCell(workspace.enterSends);
  const { running, canSend, send, stop } = useSend(tab);
  useAutoGrow(area, text);

  useEffect(() => {
    // On a phone the focus would bring up the keyboard before anyone has asked for it.
    if (window.matchMedia('(hover: hover)').matches) area.current?.focus({ preventScroll: true });
  }, []);

  useEffect(() => {
    // What a keyboard on glass writes on its Enter key.
    if (area.current !== null) area.current.enterKeyHint = enterSends ? 'send' : 'enter';
  }, [enterSends]);

  const change = (next: string): void => {
    setText(next);
    workspace.setDraft(tab.key, next);
  };
  const submit = (): void => {
    if (!canSend || text.trim() === '') return;
    change('');
    send(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isSendKey(event, enterSends)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      onEditLast();
    }
  };

  return (
    <form
      className="composer mx-auto w-full max-w-[46rem] rounded-2xl border border-line bg-raised shadow-[0_2px_10px_rgb(0_0_0/0.04)] transition-[border-color,box-shadow]"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor="composer" className="sr-only">Message</label>
      <textarea
        ref={area}
        id="composer"
        rows={1}
        value={text}
        placeholder="Write a message"
        className="block max-h-[40dvh] w-full resize-none overflow-y-auto bg-transparent px-4 pb-1 pt-3.5 text-base leading-6 outline-none"
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <TabModel chat={tab.chat} />
        <span className="flex-1" />
        <SendButton running={running} canSend={canSend && text.trim() !== ''} onStop={stop} />
      </div>
    </form>
  );
}

function TabModel({ chat }: { readonly chat: Id | null }): ReactElement {
  return chat === null ? <NewChatModel /> : <ChatModel chat={chat} />;
}

function NewChatModel(): ReactElement {
  const { workspace } = usePage();
  return <ModelPicker chosen={useCell(workspace.newChatModel)} onChoose={(model) => workspace.newChatModel.set(model)} />;
}

function ChatModel({ chat }: { readonly chat: Id }): ReactElement {
  const { client } = usePage();
  return <ModelPicker chosen={useSync(`chat:${chat}`)?.model ?? null} onChoose={(model) => client.setModel(chat, model)} />;
}
