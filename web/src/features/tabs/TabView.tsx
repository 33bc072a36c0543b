import { ReactElement, useEffect, useRef } from 'react';
import { Dot } from '../../ui/Dot';
import { Icon } from '../../ui/Icon';
import { formatKeys } from '../commands/keys';
import { usePage } from '../workspace/context';
import type { Tab } from '../workspace/tabs';
import { useTabState } from './useTabState';

interface Props {
  readonly tab: Tab;
  readonly active: boolean;
}

/** One open chat. */
export function TabView({ tab, active }: Props): ReactElement {
  const { workspace } = usePage();
  const { title, dot } = useTabState(tab);
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);

  return (
    <div
      ref={element}
      className={`group flex h-9 min-w-24 max-w-52 items-center rounded-lg transition-colors ${active ? 'bg-hover' : 'text-muted hover:bg-hover'}`}
      onAuxClick={(event) => event.button === 1 && workspace.close(tab.key)}
    >
      <button
        type="button"
        role="tab"
        id={`${tab.key}-tab`}
        aria-selected={active}
        aria-controls={active ? 'panel' : undefined}
        tabIndex={active ? 0 : -1}
        title={title}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg pl-3 text-sm"
        onClick={() => workspace.activate(tab.key)}
        onFocus={() => workspace.activate(tab.key)}
        onDoubleClick={() => workspace.keep(tab.key)}
        onKeyDown={(event) => event.key === 'Delete' && workspace.close(tab.key)}
      >
        <span dir="auto" className={`truncate ${tab.kept || tab.chat === null ? '' : 'italic'}`}>{title}</span>
        {dot === null ? null : <Dot state={dot} />}
      </button>
      <button
        type="button"
        aria-label={`Close ${title}`}
        title={`Close (${formatKeys('Alt+W')})`}
        tabIndex={-1}
        className={`mr-1 inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink ${active ? '' : 'actions'}`}
        onClick={() => workspace.close(tab.key)}
      >
        <Icon name="x" size={13} />
      </button>
    </div>
  );
}
