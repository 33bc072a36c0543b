import type { ReactElement } from 'react';

interface Props {
  /** `running`: an answer is being written; `unread`: one has ended unseen. */
  readonly state: 'running' | 'unread';
}

/** The mark beside a chat's title, with its meaning in words for those who hear the page. */
export function Dot({ state }: Props): ReactElement {
  const running = state === 'running';
  return (
    <span className={`inline-block size-2 shrink-0 rounded-full bg-accent ${running ? 'breathe' : ''}`}>
      <span className="sr-only">{running ? 'answering' : 'new answer'}</span>
    </span>
  );
}
