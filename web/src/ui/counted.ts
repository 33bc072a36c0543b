/** "1 chat", "3 chats". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count.toLocaleString()} ${many}`;
}
