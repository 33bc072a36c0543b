const step = 14;
/** Deeper than this the steps are small: the names keep their room, and inside still looks inside. */
const deep = 5;
const smallStep = 5;
const deepest = 12;

/** The room in front of a folder in the list, so many folders deep. */
export function folderIndent(depth: number): { readonly paddingLeft: number } {
  const wide = Math.min(depth, deep);
  const small = Math.min(depth, deepest) - wide;
  return { paddingLeft: 8 + wide * step + small * smallStep };
}

/** The room in front of a chat: in a folder it stands below the pictures of the folders beside it. */
export function chatIndent(depth: number): { readonly paddingLeft: number } {
  return { paddingLeft: folderIndent(depth).paddingLeft + (depth === 0 ? 0 : step) };
}
