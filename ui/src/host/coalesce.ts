/**
 * Makes a refetch that can be asked for at any rate: while one is under way, any number of further
 * wishes become a single one after it.
 */
export function coalesced(fetch: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await fetch();
        } while (again);
      } finally {
        // At once, and not in a later turn: a wish in between would be taken for one under way.
        running = undefined;
      }
    })();
    return running;
  };
}
