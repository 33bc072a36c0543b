/** A language: what must be there before it, and how it comes. One chunk each, fetched when a listing asks for it. */
interface Source {
  readonly needs?: readonly string[];
  readonly load: () => Promise<unknown>;
}

const sources: Readonly<Record<string, Source>> = {
  bash: { load: () => import('prismjs/components/prism-bash.js') },
  c: { needs: ['clike'], load: () => import('prismjs/components/prism-c.js') },
  clike: { load: () => import('prismjs/components/prism-clike.js') },
  cpp: { needs: ['c'], load: () => import('prismjs/components/prism-cpp.js') },
  csharp: { needs: ['clike'], load: () => import('prismjs/components/prism-csharp.js') },
  css: { load: () => import('prismjs/components/prism-css.js') },
  dart: { needs: ['clike'], load: () => import('prismjs/components/prism-dart.js') },
  diff: { load: () => import('prismjs/components/prism-diff.js') },
  docker: { load: () => import('prismjs/components/prism-docker.js') },
  elixir: { load: () => import('prismjs/components/prism-elixir.js') },
  go: { needs: ['clike'], load: () => import('prismjs/components/prism-go.js') },
  graphql: { load: () => import('prismjs/components/prism-graphql.js') },
  haskell: { load: () => import('prismjs/components/prism-haskell.js') },
  ini: { load: () => import('prismjs/components/prism-ini.js') },
  java: { needs: ['clike'], load: () => import('prismjs/components/prism-java.js') },
  javascript: { needs: ['clike'], load: () => import('prismjs/components/prism-javascript.js') },
  json: { load: () => import('prismjs/components/prism-json.js') },
  jsx: { needs: ['markup', 'javascript'], load: () => import('prismjs/components/prism-jsx.js') },
  julia: { load: () => import('prismjs/components/prism-julia.js') },
  kotlin: { needs: ['clike'], load: () => import('prismjs/components/prism-kotlin.js') },
  latex: { load: () => import('prismjs/components/prism-latex.js') },
  lua: { load: () => import('prismjs/components/prism-lua.js') },
  makefile: { load: () => import('prismjs/components/prism-makefile.js') },
  markdown: { needs: ['markup'], load: () => import('prismjs/components/prism-markdown.js') },
  markup: { load: () => import('prismjs/components/prism-markup.js') },
  nginx: { load: () => import('prismjs/components/prism-nginx.js') },
  objectivec: { needs: ['c'], load: () => import('prismjs/components/prism-objectivec.js') },
  perl: { load: () => import('prismjs/components/prism-perl.js') },
  php: { needs: ['markup', 'clike', 'markup-templating'], load: () => import('prismjs/components/prism-php.js') },
  'markup-templating': { needs: ['markup'], load: () => import('prismjs/components/prism-markup-templating.js') },
  powershell: { load: () => import('prismjs/components/prism-powershell.js') },
  python: { load: () => import('prismjs/components/prism-python.js') },
  r: { load: () => import('prismjs/components/prism-r.js') },
  ruby: { needs: ['clike'], load: () => import('prismjs/components/prism-ruby.js') },
  rust: { load: () => import('prismjs/components/prism-rust.js') },
  scala: { needs: ['java'], load: () => import('prismjs/components/prism-scala.js') },
  scss: { needs: ['css'], load: () => import('prismjs/components/prism-scss.js') },
  sql: { load: () => import('prismjs/components/prism-sql.js') },
  swift: { load: () => import('prismjs/components/prism-swift.js') },
  toml: { load: () => import('prismjs/components/prism-toml.js') },
  tsx: { needs: ['jsx', 'typescript'], load: () => import('prismjs/components/prism-tsx.js') },
  typescript: { needs: ['javascript'], load: () => import('prismjs/components/prism-typescript.js') },
  yaml: { load: () => import('prismjs/components/prism-yaml.js') },
};

const otherNames: Readonly<Record<string, string>> = {
  'c++': 'cpp', cc: 'cpp', hpp: 'cpp', h: 'c', 'c#': 'csharp', cs: 'csharp', console: 'bash', dockerfile: 'docker', golang: 'go',
  hs: 'haskell', html: 'markup', svg: 'markup', xml: 'markup', vue: 'markup', js: 'javascript', mjs: 'javascript', cjs: 'javascript',
  node: 'javascript', jsonc: 'json', json5: 'json', jl: 'julia', kt: 'kotlin', kts: 'kotlin', make: 'makefile', md: 'markdown',
  objc: 'objectivec', 'objective-c': 'objectivec', patch: 'diff', pl: 'perl', ps1: 'powershell', pwsh: 'powershell', py: 'python',
  python3: 'python', rb: 'ruby', rs: 'rust', sass: 'scss', sh: 'bash', shell: 'bash', zsh: 'bash', postgresql: 'sql', sqlite: 'sql',
  mysql: 'sql', tex: 'latex', ts: 'typescript', mts: 'typescript', yml: 'yaml', ex: 'elixir', cfg: 'ini', conf: 'ini', gql: 'graphql',
};

const titles: Readonly<Record<string, string>> = {
  bash: 'Shell', c: 'C', cpp: 'C++', csharp: 'C#', css: 'CSS', docker: 'Dockerfile', graphql: 'GraphQL', ini: 'INI', javascript: 'JavaScript',
  json: 'JSON', jsx: 'JSX', latex: 'LaTeX', markup: 'HTML', nginx: 'nginx', objectivec: 'Objective-C', php: 'PHP', powershell: 'PowerShell',
  scss: 'SCSS', sql: 'SQL', toml: 'TOML', tsx: 'TSX', typescript: 'TypeScript', yaml: 'YAML', text: 'Text', txt: 'Text', plaintext: 'Text',
};

/** The name that Prism knows a language by, or null where it is not one of ours. */
export function languageNamed(name: string): string | null {
  // A model may write `constructor` there: only names of our own count.
  const known = Object.hasOwn(otherNames, name) ? otherNames[name] ?? name : name;
  return Object.hasOwn(sources, known) ? known : null;
}

/** What to call it above a listing. */
export function languageTitle(name: string): string {
  if (name === '') return 'Code';
  if (name === 'xml' || name === 'svg') return name.toUpperCase();
  const known = languageNamed(name) ?? name;
  if (Object.hasOwn(titles, known)) return titles[known] ?? known;
  return known.charAt(0).toUpperCase() + known.slice(1);
}

const loading = new Map<string, Promise<void>>();

/** Resolves once the language has registered itself with Prism, which must have been loaded before. */
export function loadLanguage(name: string): Promise<void> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const started = load(name);
  loading.set(name, started);
  // A fetch that failed may succeed for the next listing.
  started.catch(() => loading.delete(name));
  return started;
}

async function load(name: string): Promise<void> {
  const source = sources[name];
  if (source === undefined) return;
  for (const needed of source.needs ?? []) await loadLanguage(needed);
  await source.load();
}
