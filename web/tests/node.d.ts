// What the tests use of Node: Debian has no package of its types.

declare module 'node:test' {
  interface TestContext {
    diagnostic(message: string): void;
  }
  type Body = (context: TestContext) => void | Promise<void>;
  export default function test(name: string, body: Body): Promise<void>;
  export function test(name: string, body: Body): Promise<void>;
  export function describe(name: string, body: () => void): void;
  export function it(name: string, body: Body): void;
}

declare module 'node:assert/strict' {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    notDeepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(body: () => unknown, error?: unknown, message?: string): void;
    match(value: string, pattern: RegExp, message?: string): void;
    doesNotMatch(value: string, pattern: RegExp, message?: string): void;
    fail(message?: string): never;
  }
  const assert: Assert;
  export default assert;
}

declare module 'node:fs' {
  export function readFileSync(path: string | URL, encoding: 'utf8'): string;
  export function readdirSync(path: string | URL): string[];
}

declare module 'node:path' {
  export function join(...parts: string[]): string;
}

declare module 'node:crypto' {
  export function createHash(name: string): { update(text: string): { digest(form: 'hex'): string } };
}

declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Microseconds of work, whatever else the machine does. */
  cpuUsage(): { readonly user: number; readonly system: number };
};

/** Calls once everything that is due has been called. */
declare function setImmediate(call: () => void): void;
