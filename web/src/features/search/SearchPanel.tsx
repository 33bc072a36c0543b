import { ReactElement, useState } from 'react';
import { Combobox, Option } from '../../ui/Combobox';
import { Dialog } from '../../ui/Dialog';
import { usePage } from '../workspace/context';
import type { Hit } from './hits';
import { HitView } from './HitView';
import { SearchState, useSearch } from './useSearch';

/** Searches every message; choosing one shows its chat on the branch that has it. */
export function SearchPanel(): ReactElement {
  const { client, workspace } = usePage();
  const [query, setQuery] = useState('');
  const state = useSearch(query);

  const close = (): void => workspace.panel.set(null);
  const go = ({ chat, message }: Hit): void => {
    close();
    workspace.leaveDrawer();
    // Only when it is not shown already: the change would move the head to the newest answer below it.
    if (!client.get(`branch:${chat}`).entries.some((entry) => entry.id === message)) client.branch(chat, message);
    workspace.goTo(chat, message);
  };
  const hits = 'hits' in state ? state.hits : [];
  const options = hits.map((hit): Option => ({ id: hit.message, content: <HitView hit={hit} />, choose: () => go(hit) }));

  return (
    <Dialog title="Search" bare wide onClose={close}>
      <Combobox
        label="Search all messages"
        placeholder="Search all messages"
        query={query}
        onQuery={setQuery}
        onClose={close}
        options={options}
        empty={emptyWords(state)}
      />
      <p role="status" className="sr-only">{state.kind === 'found' ? `${hits.length} messages found` : ''}</p>
    </Dialog>
  );
}

function emptyWords(state: SearchState): string {
  switch (state.kind) {
    case 'idle':
      return 'Every word of every chat, yours and the answers.';
    case 'searching':
      return 'Searching…';
    case 'failed':
      return `Searching needs the server. ${state.message}`;
    case 'found':
      return 'Nothing found.';
  }
}
