import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon';

/** In the place of a message that the server cannot open any more. */
export function Damaged(): ReactElement {
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <Icon name="triangle-alert" className="text-danger" />
      This message is damaged and cannot be read.
    </p>
  );
}
