import type { ReactElement } from 'react';
import { Button } from '../../ui/Button';
import { companionSentence } from '../models/models';
import { usePage, useSync } from '../workspace/context';

/** A new chat: an invitation, and the truth about whether anyone can answer. */
export function Welcome(): ReactElement {
  const { workspace } = usePage();
  const catalogue = useSync('catalogue');
  const sentence = companionSentence(catalogue);
  const nobody = catalogue !== null && catalogue.models.length === 0;
  // A local model that is on its way needs nobody's help.
  const alone = nobody && ['absent', 'failed'].includes(catalogue.companion.state);
  return (
    <div className="mx-auto mb-7 w-full max-w-[46rem] px-4 text-center max-sm:my-auto">
      <h1 className="text-[1.75rem] font-semibold leading-tight tracking-tight max-sm:text-2xl">What is on your mind?</h1>
      <p className="mt-2 min-h-6 text-muted">
        {sentence ?? (nobody ? 'There is no model yet that could answer.' : 'Your chats stay on your own server.')}
      </p>
      {alone ? <Button className="mt-4" icon="plug-zap" onClick={() => workspace.panel.set('settings')}>Add a provider</Button> : null}
    </div>
  );
}
