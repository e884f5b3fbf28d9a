import { useCallback } from "react";
import { useProblemText } from "./problem.js";
import { useToast } from "./toasts.js";

/** Does something, and tells the user if it did not work. Resolves to whether it did. */
export function useAttempt(): (act: () => Promise<unknown>) => Promise<boolean> {
  const tell = useToast();
  const problemText = useProblemText();
  return useCallback(
    async (act) => {
      try {
        await act();
        return true;
      } catch (error) {
        tell({ title: problemText(error), kind: "problem" });
        return false;
      }
    },
    [tell, problemText],
  );
}
