import { ReactElement, useState } from 'react';
import { Button } from '../../ui/Button';
import { useSync } from '../workspace/context';
import { CompanionCard } from './CompanionCard';
import { ProviderCard } from './ProviderCard';
import { ProviderForm } from './ProviderForm';
import { addProvider } from './providers';

/** Where models come from. What is shown comes with the catalogue, so that every window shows the same. */
export function ProviderSettings(): ReactElement {
  const catalogue = useSync('catalogue');
  const [adding, setAdding] = useState(false);
  if (catalogue === null) return <div className="skeleton h-20" role="status" aria-label="Providers are being fetched" />;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">Any server that speaks OpenAI’s language will do: Ollama, vLLM, llama.cpp, or a cloud.</p>
      {catalogue.companion.state === 'absent' ? null : <CompanionCard companion={catalogue.companion} />}
      {catalogue.providers.map((provider) =>
        provider.kind === 'companion' ? null : (
          <ProviderCard
            key={provider.id}
            provider={provider}
            models={catalogue.models.filter((model) => model.provider === provider.id).length}
          />
        ),
      )}
      {adding ? (
        <section
          ref={(element) => element?.scrollIntoView({ block: 'nearest' })}
          aria-label="New provider"
          className="scroll-m-4 rounded-xl border border-line p-4"
        >
          <ProviderForm
            start={{ name: '', base_url: '' }}
            hasKey={false}
            save={addProvider}
            saveLabel="Add"
            onDone={() => setAdding(false)}
          />
        </section>
      ) : (
        <Button icon="plus" className="self-start" onClick={() => setAdding(true)}>Add a provider</Button>
      )}
    </div>
  );
}
