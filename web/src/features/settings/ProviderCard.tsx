import { ReactElement, useState } from 'react';
import type { Provider } from '../../contract';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Spinner } from '../../ui/Spinner';
import { problemOf } from '../rest/request';
import { usePage } from '../workspace/context';
import { ProviderForm } from './ProviderForm';
import { changeProvider, checkProvider, removeProvider } from './providers';

interface Props {
  readonly provider: Provider;
  /** How many models it offers. */
  readonly models: number;
}

/** One provider: how it is, and what can be done with it. */
export function ProviderCard({ provider, models }: Props): ReactElement {
  const [editing, setEditing] = useState(false);
  const { id, name, base_url, has_key, problem } = provider;
  return (
    <section aria-label={name} className="rounded-xl border border-line p-4 text-sm">
      <div className="flex items-start gap-3">
        <Icon name="cloud" size={18} className="mt-0.5 text-muted" />
        <div className="min-w-0 flex-1">
          <h3 className="flex items-center gap-2 font-medium">
            <span className="truncate">{name}</span>
            <State provider={provider} models={models} />
          </h3>
          <p className="truncate text-muted">{base_url}</p>
          {problem === null ? null : <p className="mt-1 text-danger">{problem.message}</p>}
        </div>
        <Actions provider={provider} onEdit={() => setEditing(!editing)} />
      </div>
      {editing ? (
        <div className="mt-4 border-t border-line pt-4">
          <ProviderForm
            start={{ name, base_url }}
            hasKey={has_key}
            save={(fields) => changeProvider(id, fields)}
            saveLabel="Save"
            onDone={() => setEditing(false)}
          />
        </div>
      ) : null}
    </section>
  );
}

function State({ provider, models }: Props): ReactElement {
  if (provider.state === 'checking') return <span className="flex items-center gap-1.5 text-xs font-normal text-muted"><Spinner /> checking</span>;
  if (provider.state === 'failing') return <span className="whitespace-nowrap rounded bg-danger-soft px-1.5 text-xs text-danger">failing</span>;
  return <span className="whitespace-nowrap rounded bg-accent-soft px-1.5 text-xs text-accent">{`${models} ${models === 1 ? 'model' : 'models'}`}</span>;
}

function Actions({ provider, onEdit }: { readonly provider: Provider; readonly onEdit: () => void }): ReactElement {
  const { workspace } = usePage();
  const { id, name, kind } = provider;
  const tell = (error: unknown): void => workspace.toasts.show(problemOf(error).message, { tone: 'problem' });
  const ask = (): void =>
    workspace.question.set({
      title: 'Remove this provider?',
      text: `The models of “${name}” will no longer be there to answer. What they wrote stays.`,
      yes: 'Remove',
      run: () => void removeProvider(id).catch(tell),
    });
  return (
    <div className="-mr-1.5 -mt-1 flex">
      <IconButton icon="refresh-cw" label={`Check ${name}`} size="small" onClick={() => void checkProvider(id).catch(tell)} />
      {kind === 'custom' ? <IconButton icon="pencil" label={`Edit ${name}`} size="small" onClick={onEdit} /> : null}
      {kind === 'custom' ? <IconButton icon="trash" label={`Remove ${name}`} size="small" onClick={ask} /> : null}
    </div>
  );
}
