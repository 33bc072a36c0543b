import type { ReactElement } from 'react';
import { Button } from './Button';
import { Dialog } from './Dialog';

/** Something that cannot be taken back, and what happens on yes. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly run: () => void;
}

/** Asks before what cannot be taken back. The way out has the focus. */
export function Confirm({ question, onClose }: { readonly question: Question; readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title={question.title} onClose={onClose}>
      <p className="px-5 py-4">{question.text}</p>
      <div className="flex justify-end gap-2 px-5 pb-5">
        <Button data-first-focus onClick={onClose}>Cancel</Button>
        <Button
          tone="danger"
          onClick={() => {
            question.run();
            onClose();
          }}
        >
          {question.yes}
        </Button>
      </div>
    </Dialog>
  );
}
