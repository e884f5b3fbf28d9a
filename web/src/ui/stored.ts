/** A choice of this browser's user. Where storage is full or forbidden, it lasts as long as the page. */
export function stored(name: string) {
  const key = `firecast-${name}`;
  let inMemory: string | null = null;
  return {
    get: (): string | null => {
      try {
        return localStorage.getItem(key);
      } catch {
        return inMemory;
      }
    },
    set: (value: string | null): void => {
      inMemory = value;
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // It is in memory.
      }
    },
  };
}
