import { FormEvent, ReactElement, useState } from 'react';
import type { Problem } from '../../contract';
import { Button } from '../../ui/Button';
import { Spinner } from '../../ui/Spinner';
import { TextField } from '../../ui/TextField';
import { problemOf } from '../rest/request';
import type { ProviderFields } from './providers';

interface Props {
  readonly start: { readonly name: string; readonly base_url: string };
  /** The server has a key: an empty field leaves it as it is. */
  readonly hasKey: boolean;
  readonly save: (fields: ProviderFields) => Promise<void>;
  readonly saveLabel: string;
  readonly onDone: () => void;
}

/** What a field should be, where the server says only that it is not. */
const rules: Readonly<Record<string, string>> = {
  name: 'A name is needed, of at most 80 characters.',
  base_url: 'A whole address is needed, such as http://127.0.0.1:11434/v1.',
  api_key: 'This is no key: it has signs in it that no key has, or is too long.',
};

/** The fields of a provider. What the server finds wrong stands beside the field that it names. */
export function ProviderForm({ start, hasKey, save, saveLabel, onDone }: Props): ReactElement {
  const [name, setName] = useState(start.name);
  const [address, setAddress] = useState(start.base_url);
  const [key, setKey] = useState('');
  const [removed, setRemoved] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const keyField = removed ? { api_key: '' } : key === '' ? {} : { api_key: key };
    save({ name: name.trim(), base_url: address.trim(), ...keyField }).then(onDone, (error: unknown) => {
      setBusy(false);
      setProblem(problemOf(error));
    });
  };
  const wrong = (field: string): string | null => {
    if (problem?.field !== field) return null;
    return (problem.code === 'invalid_field' ? rules[field] : undefined) ?? problem.message;
  };
  const general = problem !== null && !['name', 'base_url', 'api_key'].includes(problem.field ?? '') ? problem.message : null;

  return (
    <form noValidate className="flex flex-col gap-3" onSubmit={submit}>
      <TextField
        autoFocus
        label="Name"
        value={name}
        onValue={setName}
        problem={wrong('name')}
        placeholder="My server"
        required
        maxLength={80}
      />
      <TextField
        label="Address"
        type="url"
        value={address}
        onValue={setAddress}
        problem={wrong('base_url')}
        placeholder="http://127.0.0.1:11434/v1"
        required
      />
      <TextField
        label="Key"
        type="password"
        autoComplete="off"
        value={key}
        onValue={setKey}
        problem={wrong('api_key')}
        disabled={removed}
        placeholder={hasKey ? 'Stays as it is' : 'None needed for most local servers'}
        hint="Kept encrypted on the server, and never shown again."
      />
      {hasKey ? (
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={removed}
            onChange={(event) => setRemoved(event.target.checked)}
          />
          Remove the stored key
        </label>
      ) : null}
      {general === null ? null : <p role="alert" className="text-danger">{general}</p>}
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={onDone}>Cancel</Button>
        <Button tone="accent" type="submit" disabled={busy}>{busy ? <Spinner /> : null}{saveLabel}</Button>
      </div>
    </form>
  );
}
