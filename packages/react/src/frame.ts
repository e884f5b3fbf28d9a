const waiting = new Set<() => void>();
let isScheduled = false;

function flush(): void {
  isScheduled = false;
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) act();
}

/** A hidden page draws no frames: there it is the next turn. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible")
    requestAnimationFrame(flush);
  else setTimeout(flush, 0);
}

/** However often it is called, `act` runs once, before the next frame is drawn. */
export const nextFrame = (act: () => void) => (): void => {
  waiting.add(act);
  schedule();
};
