// The steps of web/build, which sets up the environment and calls this.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

/** What the first load may weigh: the page, its scripts and its styles, compressed. */
const firstLoadLimit = 150_000;
const compressed = /\.(html|js|css|json|svg|webmanifest)$/;

const web = dirname(fileURLToPath(import.meta.url));
// Within the folder, so that no path of the machine gets into what is built.
const work = join(web, '.build/work');
const out = join(web, '.build/out');

rmSync(join(web, '.build'), { recursive: true, force: true });
mkdirSync(work, { recursive: true });
mkdirSync(join(out, 'assets'), { recursive: true });

tailwind('src/app/styles.css', join(work, 'styles.css'));
mathStyles();
const styles = bundle([join(work, 'styles.css'), join(work, 'katex.css')], ['--loader:.woff2=file']);
const scripts = bundle(
  ['src/app/main.tsx'],
  [
    '--format=esm',
    '--splitting',
    '--jsx=automatic',
    // Debian's marked has a "browser" field that names a bundle without exports.
    '--main-fields=module,browser,main',
    `--define:process.env.NODE_ENV="production"`,
    `--define:KATEX_STYLES=${JSON.stringify(address(entry(styles, 'katex.css')))}`,
    // The licences of what is bundled stand beside it.
    '--legal-comments=external',
  ],
);
const page = firstLoad();
if (existsSync(join(web, 'public'))) cpSync(join(web, 'public'), out, { recursive: true });
worker(page);
for (const path of files(out)) if (path.endsWith('.LEGAL.txt') && readFileSync(path).length === 0) rmSync(path);
await compressAll();
rmSync(join(web, 'dist'), { recursive: true, force: true });
renameSync(out, join(web, 'dist'));
rmSync(join(web, '.build'), { recursive: true, force: true });
report();

/** Runs Tailwind's program, from PARLANCE_TAILWIND or from npm. */
function tailwind(source, target) {
  const program = process.env.PARLANCE_TAILWIND || 'tailwindcss';
  run(program, ['--cwd', web, '--input', join(web, source), '--output', target, '--minify']);
}

/** KaTeX's own style sheet, with the one form of its fonts that every browser of today reads. */
function mathStyles() {
  const folder = packageFolder('katex');
  const css = readFileSync(join(folder, 'dist/katex.min.css'), 'utf8');
  const fonts = css.replace(/,url\([^)]*\.(?:woff|ttf)\) format\(["'][a-z]+["']\)/g, '');
  if (/\.(woff|ttf)\)/.test(fonts)) fail('the style sheet of KaTeX has another form than this build knows');
  writeFileSync(join(work, 'katex.css'), fonts);
  symlinkSync(join(folder, 'dist/fonts'), join(work, 'fonts'));
}

function packageFolder(name) {
  const places = [join(web, 'node_modules'), ...(process.env.NODE_PATH ?? '').split(':')];
  return places.map((place) => join(place, name)).find(existsSync) ?? fail(`the package ${name} is not there`);
}

/** Bundles entry points into `assets/NAME-HASH.ext`. Gives esbuild's account of the outputs. */
function bundle(entries, options) {
  const account = join(work, 'account.json');
  run('esbuild', [
    ...entries,
    '--bundle',
    '--minify',
    '--charset=utf8',
    '--target=es2022',
    '--log-level=warning',
    `--outdir=${out}`,
    '--entry-names=assets/[name]-[hash]',
    '--chunk-names=assets/[name]-[hash]',
    '--asset-names=assets/[name]-[hash]',
    '--public-path=/',
    `--metafile=${account}`,
    ...options,
  ]);
  return JSON.parse(readFileSync(account, 'utf8')).outputs;
}

/** The output that an entry point became. */
function entry(outputs, name) {
  const found = Object.keys(outputs).find((path) => outputs[path].entryPoint?.endsWith(name));
  return found ?? fail(`esbuild made nothing of ${name}`);
}

function address(output) {
  return `/${relative(out, join(web, output))}`;
}

/** Writes the page. Gives all that a browser fetches before it shows something. */
function firstLoad() {
  const main = entry(scripts, 'main.tsx');
  const chunks = imported(main, new Set());
  const style = entry(styles, 'styles.css');
  const links = [`<link rel="stylesheet" href="${address(style)}">`];
  const code = [`<script type="module" src="${address(main)}"></script>`];
  for (const chunk of chunks) links.push(`<link rel="modulepreload" href="${address(chunk)}">`);
  let html = readFileSync(join(web, 'index.html'), 'utf8');
  for (const [mark, lines] of [['<!-- styles -->', links], ['<!-- scripts -->', code]]) {
    if (!html.includes(mark)) fail(`web/index.html lacks ${mark}`);
    html = html.replace(mark, lines.join('\n    '));
  }
  writeFileSync(join(out, 'index.html'), html);
  return ['/index.html', ...[main, style, ...chunks].map(address)];
}

/** Bundles the worker to `sw.js`: its address never changes, its contents do with each build, since they name what the page loads first. */
function worker(paths) {
  const shell = ['/', ...paths.filter((path) => path !== '/index.html'), ...files(join(web, 'public')).map((path) => `/${relative(join(web, 'public'), path)}`)];
  const html = readFileSync(join(out, 'index.html'));
  run('esbuild', [
    'src/worker/worker.ts',
    '--bundle',
    '--minify',
    '--format=iife',
    '--target=es2022',
    '--log-level=warning',
    `--outfile=${join(out, 'sw.js')}`,
    `--define:SHELL_PATHS=${JSON.stringify(shell)}`,
    // The page names its parts by their hashes: its own hash stands for all of them.
    `--define:SHELL_BUILD=${JSON.stringify(createHash('sha256').update(html).digest('hex').slice(0, 12))}`,
  ]);
}

/** What an output imports at once, not later. */
function imported(output, found) {
  for (const { path, kind } of scripts[output].imports) {
    if (kind !== 'import-statement' || found.has(path)) continue;
    found.add(path);
    imported(path, found);
  }
  return [...found].sort();
}

async function compressAll() {
  const brotli = promisify(zlib.brotliCompress);
  const gzip = promisify(zlib.gzip);
  const best = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 } };
  const paths = files(out).filter((path) => compressed.test(path));
  await Promise.all(
    paths.map(async (path) => {
      const bytes = readFileSync(path);
      writeFileSync(`${path}.br`, await brotli(bytes, best));
      writeFileSync(`${path}.gz`, await gzip(bytes, { level: 9 }));
    }),
  );
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((item) => (item.isDirectory() ? files(join(folder, item.name)) : [join(folder, item.name)]))
    .sort();
}

function size(path) {
  return readFileSync(join(web, 'dist', path)).length;
}

function report() {
  const line = (name, plain, small) => console.log(`${name.padEnd(44)} ${String(plain).padStart(9)} ${String(small).padStart(9)}`);
  line('first load', 'bytes', 'brotli');
  let total = 0;
  for (const path of page) {
    line(path, size(path), size(`${path}.br`));
    total += size(`${path}.br`);
  }
  line('together', '', total);
  const all = files(join(web, 'dist'));
  console.log(`web/dist: ${all.length} files, ${all.reduce((sum, path) => sum + readFileSync(path).length, 0)} bytes`);
  if (total > firstLoadLimit) fail(`the first load has ${total} bytes, and ${firstLoadLimit} is the limit`);
}

function run(program, parameters) {
  const done = spawnSync(program, parameters, { cwd: web, encoding: 'utf8' });
  if (done.error !== undefined) fail(`${program} cannot be started: ${done.error.message}. Start scripts/setup, or npm install in web/.`);
  if (done.status !== 0) fail(`${program} failed:\n${done.stdout}${done.stderr}`);
  // What esbuild warns of is a mistake.
  if (program === 'esbuild' && done.stderr !== '') fail(done.stderr);
}

function fail(message) {
  console.error(`web/build: ${message}`);
  process.exit(1);
}
