import { ReactElement, useEffect, useState } from 'react';
import type { Id, MessageStatus } from '../../contract';
import { usePage } from '../workspace/context';
import { SentenceReader } from './sentences';
import { useRunning } from './useRunning';

/** How often words are given to a screen reader: each time interrupts no one, but token by token nobody could listen. */
const pause = 1500;

/** Reads the answer aloud, to those who listen, a few sentences at a time, and says how it ended. */
export function Announcer({ chat }: { readonly chat: Id }): ReactElement {
  const running = useRunning(chat);
  const words = useAnnouncement(running);
  return <div aria-live="polite" className="sr-only">{words}</div>;
}

function useAnnouncement(running: Id | null): string {
  const { client } = usePage();
  const [words, setWords] = useState('');

  useEffect(() => {
    if (running === null) return undefined;
    const reader = new SentenceReader();
    const start = client.get(`text:${running}`);
    // An answer that was already on its way when the chat was opened is read from here on.
    let seen = start?.count ?? 0;
    let length = start === null ? 0 : start.pieces.slice(0, seen).join('').length;
    const read = (): string => {
      const text = client.get(`text:${running}`);
      // The whole text takes the place of the pieces when the answer ends.
      const whole = client.get(`message:${running}`)?.text ?? '';
      const fresh = text === null ? whole.slice(length) : text.pieces.slice(seen, text.count).join('');
      seen = text?.count ?? seen;
      length += fresh.length;
      return reader.take(fresh);
    };
    const timer = window.setInterval(() => {
      const next = read();
      if (next !== '') setWords(next);
    }, pause);
    return () => {
      window.clearInterval(timer);
      const rest = `${read()} ${reader.finish()}`.trim();
      setWords(`${rest} ${ending(client.get(`message:${running}`)?.status)}`.trim());
    };
  }, [client, running]);

  return words;
}

function ending(status: MessageStatus | undefined): string {
  switch (status) {
    case 'done':
      return 'End of the answer.';
    case 'stopped':
      return 'The answer was stopped.';
    case 'error':
      return 'The answer failed.';
    case 'interrupted':
      return 'The answer was interrupted.';
    default:
      return '';
  }
}
