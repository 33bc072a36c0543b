import { ReactElement, ReactNode, useCallback, useState } from 'react';
import { IconButton } from './IconButton';
import type { IconName } from './icons';
import { Menu } from './Menu';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly className?: string;
  readonly size?: 'small' | 'medium';
  readonly children: ReactNode;
}

/** A picture that opens a menu; its items are only made when it is open. */
export function MenuButton({ icon, label, className = '', size = 'small', children }: Props): ReactElement {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = useCallback(() => setAnchor(null), []);
  return (
    <>
      <IconButton
        icon={icon}
        label={label}
        size={size}
        className={anchor === null ? className : `${className} bg-hover`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(anchor === null ? event.currentTarget : null)}
      />
      {anchor === null ? null : <Menu anchor={anchor} label={label} onClose={close}>{children}</Menu>}
    </>
  );
}
