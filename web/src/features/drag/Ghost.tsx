import { forwardRef } from 'react';
import { createPortal } from 'react-dom';
import { counted } from '../../ui/counted';
import { chatTitle } from '../chats/title';
import { Page, usePage } from '../workspace/context';
import type { Dragged, Drop } from './drop';
import type { Drag } from './useDrag';
import { folderName } from '../folders/folderName';

/** What is dragged, beside the pointer, with the name of the place that it would go to. */
export const Ghost = forwardRef<HTMLDivElement, { readonly drag: Drag }>(function Ghost({ drag }, ref) {
  const page = usePage();
  return createPortal(
    <div ref={ref} aria-hidden="true" className="pointer-events-none fixed left-0 top-0 z-50 max-w-64 rounded-lg border border-line bg-raised px-3 py-1.5 text-sm shadow-lg">
      <p className="truncate font-medium">{nameOf(drag.dragged, page)}</p>
      <p className="truncate text-xs text-muted">{placeOf(drag.drop, page)}</p>
    </div>,
    document.body,
  );
});

function nameOf(dragged: Dragged, { client }: Page): string {
  if (dragged.kind === 'folder') return folderName(client.get(`folder:${dragged.folder}`));
  if (dragged.chats.length > 1) return counted(dragged.chats.length, 'chat');
  return chatTitle(client.get(`chat:${dragged.chats[0] ?? ''}`));
}

function placeOf(drop: Drop | null, { client }: Page): string {
  if (drop === null) return 'Cannot go here';
  const folder = drop.kind === 'folder' ? drop.parent : drop.folder;
  const name = folder === null ? null : folderName(client.get(`folder:${folder}`));
  if (drop.kind === 'into') return name === null ? 'Into no folder, by date' : `Into “${name}”`;
  return name === null ? 'To this place' : `To this place in “${name}”`;
}
