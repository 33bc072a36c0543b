import { KeyboardEvent, ReactElement, useEffect, useRef } from 'react';
import type { Id } from '../../contract';
import { useCell } from '../../ui/cell';
import { DraftState } from '../drafts/DraftState';
import { useKeptCaret } from '../drafts/useKeptCaret';
import { ModelPicker } from '../models/ModelPicker';
import { usePage, useSync } from '../workspace/context';
import type { Tab } from '../workspace/tabs';
import { SendButton } from './SendButton';
import { isSendKey } from './sendKey';
import { useAutoGrow } from './useAutoGrow';
import { useFresh } from './useFresh';
import { useSend } from './useSend';

interface Props {
  readonly tab: Tab;
  /** Called when Up is pressed in an empty composer. */
  readonly onEditLast: () => void;
}

/** Where a message is written. What stands in it is the chat's draft: it follows the user to every window. */
export function Composer({ tab, onEditLast }: Props): ReactElement {
  const { client, workspace } = usePage();
  const area = useRef<HTMLTextAreaElement>(null);
  const { text } = useSync(`draft:${tab.chat ?? ''}`);
  const enterSends = useCell(workspace.enterKey) === 'send';
  const { running, canSend, send, stop } = useSend(tab);
  const noteTyped = useKeptCaret(area, text);
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
    noteTyped(next);
    const chat = client.drafts.edit(tab.chat, next);
    if (tab.chat === null) workspace.begin(tab.key, chat);
    else workspace.keep(tab.key);
  };
  const submit = (): void => {
    if (text.trim() === '') return;
    if (running) workspace.toasts.show('You can send when the answer has ended, or is stopped.', { topic: 'sending' });
    if (!canSend) return;
    noteTyped('');
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
        dir="auto"
        rows={1}
        value={text}
        placeholder="Write a message"
        className="block max-h-[40dvh] w-full resize-none overflow-y-auto bg-transparent px-4 pb-1 pt-3.5 text-base leading-6 outline-none"
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => tab.chat !== null && client.drafts.flush(tab.chat)}
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <TabModel chat={tab.chat} />
        <span className="flex min-w-0 flex-1 justify-end">{tab.chat === null ? null : <DraftState chat={tab.chat} />}</span>
        <SendButton running={running} canSend={canSend && text.trim() !== ''} onStop={stop} />
      </div>
    </form>
  );
}

function TabModel({ chat }: { readonly chat: Id | null }): ReactElement {
  const fresh = useFresh(chat);
  return chat === null || fresh ? <NewChatModel /> : <ChatModel chat={chat} />;
}

function NewChatModel(): ReactElement {
  const { workspace } = usePage();
  return <ModelPicker chosen={useCell(workspace.newChatModel)} onChoose={(model) => workspace.newChatModel.set(model)} />;
}

function ChatModel({ chat }: { readonly chat: Id }): ReactElement {
  const { client } = usePage();
  return <ModelPicker chosen={useSync(`chat:${chat}`)?.model ?? null} onChoose={(model) => client.setModel(chat, model)} />;
}
