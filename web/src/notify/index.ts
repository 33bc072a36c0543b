export { browserNotice } from './browserNotice';
export { Notifications } from './notifications';
export type { NoticePlace, NoticeState } from './place';
