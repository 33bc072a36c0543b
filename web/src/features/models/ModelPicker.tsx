import { ReactElement, useCallback, useState } from 'react';
import type { Model } from '../../contract';
import { Icon } from '../../ui/Icon';
import { Menu, MenuItem } from '../../ui/Menu';
import { Spinner } from '../../ui/Spinner';
import { usePage, useSync } from '../workspace/context';
import { companionSentence, contextSize, effectiveModel, groupModels } from './models';

interface Props {
  readonly chosen: string | null;
  readonly onChoose: (model: string) => void;
}

/** Says which model will answer, and changes it. */
export function ModelPicker({ chosen, onChoose }: Props): ReactElement {
  const catalogue = useSync('catalogue');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = useCallback(() => setAnchor(null), []);
  if (catalogue === null) return <span className="skeleton h-5 w-28" role="status" aria-label="Models are being fetched" />;

  const current = effectiveModel(catalogue, chosen);
  const sentence = companionSentence(catalogue);
  const waits = sentence !== null && catalogue.companion.state !== 'failed' && (current === null || current.local);
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-label={`Model: ${current?.name ?? 'none'}`}
        onClick={(event) => setAnchor(anchor === null ? event.currentTarget : null)}
        className="flex min-h-8 min-w-0 items-center gap-1.5 rounded-lg px-2 text-sm text-muted transition-colors hover:bg-hover hover:text-ink max-sm:min-h-10"
      >
        {waits ? <Spinner /> : <Icon name={current?.local === true ? 'cpu' : 'cloud'} size={15} />}
        <span className="truncate">{waits ? sentence : current?.name ?? 'No model yet'}</span>
        <Icon name="chevron-down" size={14} />
      </button>
      {anchor === null ? null : (
        <Menu anchor={anchor} label="Model" onClose={close}>
          <ModelChoices models={catalogue.models} current={current} onChoose={onChoose} />
          {sentence === null ? null : <p role="presentation" className="px-2.5 py-2 text-xs text-muted">{sentence}</p>}
          <AddProvider />
        </Menu>
      )}
    </>
  );
}

interface ChoicesProps {
  readonly models: readonly Model[];
  readonly current: Model | null;
  readonly onChoose: (model: string) => void;
}

function ModelChoices({ models, current, onChoose }: ChoicesProps): ReactElement {
  return (
    <>
      {groupModels(models).map((group) => (
        <div key={group.provider} role="group" aria-label={group.name}>
          <p role="presentation" className="px-2.5 pb-1 pt-2 text-xs font-medium text-muted">{group.name}</p>
          {group.models.map((model) => (
            <MenuItem key={model.id} checked={model.id === current?.id} onSelect={() => onChoose(model.id)}>
              <span className="truncate">{model.name}</span>
              {model.local ? <span className="rounded bg-accent-soft px-1.5 text-xs font-medium text-accent">local</span> : null}
              {model.context === null ? null : <span className="ml-auto text-xs text-muted">{contextSize(model.context)}</span>}
            </MenuItem>
          ))}
        </div>
      ))}
    </>
  );
}

function AddProvider(): ReactElement {
  const { workspace } = usePage();
  return (
    <div className="mt-1 border-t border-line pt-1 first:mt-0 first:border-0 first:pt-0">
      <MenuItem icon="plug-zap" onSelect={() => workspace.panel.set('settings')}>Add a provider…</MenuItem>
    </div>
  );
}
