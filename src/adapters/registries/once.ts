/** Asks once for a key however many ask at the same time; nothing is kept after the answer. */
export function once<K, V>(): (key: K, ask: () => Promise<V>) => Promise<V> {
  const asking = new Map<K, Promise<V>>();
  return (key, ask) => {
    const before = asking.get(key);
    if (before) return before;
    const now = ask().finally(() => asking.delete(key));
    asking.set(key, now);
    return now;
  };
}
