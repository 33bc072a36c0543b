import { shellCachePrefix } from './registration';
import type { WorkerScope } from './scope';

/** The shell of the page: what it takes to show the page without the server. One build, one cache. */
export class Shell {
  private readonly name: string;

  constructor(
    private readonly scope: WorkerScope,
    build: string,
    private readonly paths: readonly string[],
  ) {
    this.name = shellCachePrefix + build;
  }

  async fill(): Promise<void> {
    const cache = await this.scope.caches.open(this.name);
    // The page as it is now, whatever the browser has kept of it.
    await cache.addAll(this.paths.map((path) => new Request(path, { cache: 'reload' })));
  }

  /** Takes away the shells of other builds. */
  async clean(): Promise<void> {
    for (const name of await this.scope.caches.keys()) {
      if (name.startsWith(shellCachePrefix) && name !== this.name) await this.scope.caches.delete(name);
    }
  }

  /** The page from the server, and the kept one where there is no server behind the address. */
  async page(request: Request): Promise<Response> {
    try {
      const answer = await fetch(request);
      if (answer.status < 500) return answer;
      return (await this.kept('/')) ?? answer;
    } catch (error) {
      const kept = await this.kept('/');
      if (kept === undefined) throw error;
      return kept;
    }
  }

  /** A part of the page, whose name says its contents. */
  async asset(request: Request): Promise<Response> {
    const kept = await this.kept(new URL(request.url).pathname);
    if (kept !== undefined) return kept;
    const answer = await fetch(request);
    if (answer.status === 200 && answer.type === 'basic') {
      const cache = await this.scope.caches.open(this.name);
      await cache.put(request, answer.clone());
    }
    return answer;
  }

  private async kept(path: string): Promise<Response | undefined> {
    const cache = await this.scope.caches.open(this.name);
    return cache.match(path, { ignoreVary: true });
  }
}
