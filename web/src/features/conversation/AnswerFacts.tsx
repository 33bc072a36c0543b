import type { ReactElement } from 'react';
import type { MessageRow, Usage } from '../../contract';
import { duration } from '../../ui/time';
import { modelName } from '../models/models';
import { useSync } from '../workspace/context';

interface Props {
  readonly message: MessageRow;
  readonly className: string;
}

/** Which model answered, how much it wrote, how fast. */
export function AnswerFacts({ message, className }: Props): ReactElement | null {
  const catalogue = useSync('catalogue');
  const { model, usage } = message;
  if (model === null) return null;
  const facts = [modelName(catalogue, model), ...(usage === null ? [] : usageFacts(usage))];
  return (
    <p className={`px-1.5 text-xs tabular-nums text-muted ${className}`} title={usage === null ? undefined : usageTitle(usage)}>
      {facts.join(' · ')}
    </p>
  );
}

/** Tokens a second while it was writing: the wait for the first one is told apart. */
function speed(usage: Usage): number | null {
  const writing = usage.total_ms - usage.first_ms;
  return usage.output > 1 && writing > 0 ? (usage.output - 1) / (writing / 1000) : null;
}

function usageFacts(usage: Usage): string[] {
  const rate = speed(usage);
  const count = `${usage.output.toLocaleString()} ${usage.output === 1 ? 'token' : 'tokens'}`;
  const pace = rate === null ? [] : [`${rate < 10 ? rate.toFixed(1) : Math.round(rate).toLocaleString()} tokens/s`];
  return [count, ...pace, `first after ${duration(usage.first_ms)}`];
}

function usageTitle(usage: Usage): string {
  return `${usage.input.toLocaleString()} tokens read, ${usage.output.toLocaleString()} written in ${duration(usage.total_ms)}`;
}
