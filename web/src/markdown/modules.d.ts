// What comes without types of its own; the few functions that are used are described where they are loaded.
declare module 'prismjs/components/*' {
  const loaded: unknown;
  export default loaded;
}

declare module 'katex' {
  const loaded: unknown;
  export default loaded;
}
