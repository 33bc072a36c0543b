import type { Problem } from '../../contract';

/** The server's answer was a problem, or there was none. */
export class RequestFailed extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Asks this page's own server; fails with `RequestFailed` and with nothing else, but for the caller's own abort. */
export async function request(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  const response = await send(method, path, body, signal);
  const answer = await read(response);
  if (!response.ok) throw new RequestFailed(asProblem(answer, response.status));
  return answer;
}

async function send(method: Method, path: string, body: unknown, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      ...(signal === undefined ? {} : { signal }),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new RequestFailed({ code: 'unreachable', message: 'The server cannot be reached.', retryable: true, request_id: '' });
  }
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function asProblem(answer: unknown, status: number): Problem {
  const fields = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string | null => (typeof fields[name] === 'string' ? String(fields[name]) : null);
  const field = text('field');
  return {
    code: text('code') ?? 'internal',
    message: text('message') ?? `The server answered with status ${status}.`,
    retryable: fields['retryable'] === true,
    request_id: text('request_id') ?? '',
    ...(field === null ? {} : { field }),
  };
}

/** The problem behind a failure of `request`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem;
  return { code: 'internal', message: 'Something went wrong on this page.', retryable: false, request_id: '' };
}
