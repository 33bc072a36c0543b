import type { ReactElement } from 'react';

interface Props {
  /** `running`: an answer is being written; `unread`: one has ended unseen. */
  readonly state: 'running' | 'unread';
}

/** The mark beside a chat's title: a ring while an answer is written, a disc when there is one to read; with its meaning in words. */
export function Dot({ state }: Props): ReactElement {
  const running = state === 'running';
  return (
    <span title={running ? 'Being written' : 'New answer'} className={`inline-block shrink-0 rounded-full ${running ? 'breathe size-2.5 border-2 border-accent' : 'm-px size-2 bg-accent'}`}>
      <span className="sr-only">{running ? 'answering' : 'new answer'}</span>
    </span>
  );
}
