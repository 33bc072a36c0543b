const step = 14;
const deepest = 6;

/** The room in front of a folder in the list, so many folders deep. */
export function folderIndent(depth: number): { readonly paddingLeft: number } {
  return { paddingLeft: 8 + Math.min(depth, deepest) * step };
}

/** The room in front of a chat: in a folder it stands below the pictures of the folders beside it. */
export function chatIndent(depth: number): { readonly paddingLeft: number } {
  return folderIndent(depth === 0 ? 0 : Math.min(depth, deepest) + 1);
}
