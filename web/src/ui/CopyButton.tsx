import { ReactElement, useEffect, useState } from 'react';
import { copyText } from './copyText';
import { IconButton } from './IconButton';

interface Props {
  readonly label: string;
  /** Asked only when the button is pressed: making it may be work. */
  readonly text: () => string;
  readonly className?: string;
}

/** Copies, and says so for a moment. */
export function CopyButton({ label, text, className = '' }: Props): ReactElement {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = window.setTimeout(() => setCopied(false), 1600);
    return () => window.clearTimeout(timer);
  }, [copied]);

  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? 'Copied' : label}
      size="small"
      active={copied}
      className={className}
      onClick={() => void copyText(text()).then((done) => setCopied(done))}
    />
  );
}
