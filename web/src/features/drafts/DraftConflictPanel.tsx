import { ReactElement, ReactNode, useId } from 'react';
import type { Id } from '../../contract';
import type { DraftConflict } from '../../sync/views';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { usePage, useSync } from '../workspace/context';

/** Two windows wrote in the same draft: both texts, and the choice. Nothing of either is lost until it is made. */
export function DraftConflictPanel({ chat }: { readonly chat: Id }): ReactElement {
  const { conflict } = useSync(`draft:${chat}`);
  return (
    <>
      <p role="status" className="sr-only">{conflict === null ? '' : `${headline} Choose above the composer.`}</p>
      {conflict === null ? null : <Choice chat={chat} conflict={conflict} />}
    </>
  );
}

const headline = 'This draft was written in more than one window.';

function Choice({ chat, conflict }: { readonly chat: Id; readonly conflict: DraftConflict }): ReactElement {
  const { client } = usePage();
  const id = useId();
  const theirs = [conflict.current, ...conflict.others.map(({ text }) => text)].filter((text): text is string => text !== null && text !== '');
  const chosen = (choose: () => void) => (): void => {
    choose();
    document.getElementById('composer')?.focus({ preventScroll: true });
  };
  return (
    <section aria-labelledby={id} className="rise mx-auto mb-2 w-full max-w-[46rem] rounded-2xl border border-line bg-raised p-3 text-sm shadow-[0_2px_10px_rgb(0_0_0/0.04)]">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 px-1">
        <Icon name="square-pen" className="text-accent" />
        <h2 id={id} className="min-w-48 flex-1 font-medium">{headline}</h2>
        <Button onClick={chosen(() => client.drafts.keepBoth(chat))}>Keep both</Button>
      </div>
      <div className="grid max-h-[34dvh] gap-2 overflow-y-auto sm:grid-cols-2">
        <Version who="Here:" text={conflict.mine}>
          <Button onClick={chosen(() => client.drafts.keepMine(chat))}>Keep mine</Button>
        </Version>
        {theirs.map((text, index) => (
          <Version key={index} who="Another window wrote:" text={text}>
            <Button onClick={chosen(() => client.drafts.take(chat, text))}>Take theirs</Button>
          </Version>
        ))}
      </div>
    </section>
  );
}

function Version({ who, text, children }: { readonly who: string; readonly text: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="flex min-w-0 flex-col gap-2 rounded-xl bg-sunken p-3">
      <p className="text-xs font-medium text-muted">{who}</p>
      <p tabIndex={0} className="any-script max-h-28 min-h-6 flex-1 overflow-y-auto whitespace-pre-wrap rounded [overflow-wrap:anywhere]">
        {text === '' ? <span className="text-muted">Nothing</span> : text}
      </p>
      <div className="flex justify-end">{children}</div>
    </div>
  );
}
