import type { Id, MessageStatus } from '../contract';

/** One notice for each chat: a later one takes the place of an earlier one, whoever shows it. */
export function noticeOptions(chat: Id, status: MessageStatus): NotificationOptions {
  return {
    body: status === 'error' ? 'The answer failed.' : 'The answer is there.',
    tag: `parlance-${chat}`,
    icon: '/favicon.svg',
    data: { chat },
  };
}

export function noticeTitle(title: string): string {
  return title === '' ? 'Parlance' : title;
}
