import type { Provider } from '../../contract';
import { request } from '../rest/request';

/** What can be said about a provider. A key goes to the server and never comes back: left out, it stays as it is; empty, it is removed. */
export interface ProviderFields {
  readonly name: string;
  readonly base_url: string;
  readonly api_key?: string;
}

const path = '/v1/providers';

export async function addProvider(fields: ProviderFields): Promise<void> {
  await request('POST', path, fields);
}

export async function changeProvider(id: Provider['id'], fields: Partial<ProviderFields>): Promise<void> {
  await request('PATCH', pathOf(id), fields);
}

export async function removeProvider(id: Provider['id']): Promise<void> {
  await request('DELETE', pathOf(id));
}

/** Asks the provider for its models now. What comes of it arrives in the catalogue. */
export async function checkProvider(id: Provider['id']): Promise<void> {
  await request('POST', `${pathOf(id)}/check`, {});
}

function pathOf(id: Provider['id']): string {
  return `${path}/${encodeURIComponent(id)}`;
}
