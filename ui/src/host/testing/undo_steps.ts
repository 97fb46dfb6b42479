/** What was done and can be taken back. */
export type UndoSteps = {
  /** Keeps how to take something back, under an id. */
  keep: (back: () => void) => string;
  /** How to take it back, once. */
  take: (id: string) => () => void;
};

export function undoSteps(refuse: (sentence: string) => never): UndoSteps {
  const steps = new Map<string, () => void>();
  return {
    keep: (back) => {
      const id = `undo-${steps.size + 1}`;
      steps.set(id, back);
      return id;
    },
    take: (id) => {
      const back = steps.get(id) ?? refuse('This step doesn’t exist any more.');
      steps.delete(id);
      return back;
    },
  };
}
