const waiting = new Set<() => void>();
let isScheduled = false;

function flush(): void {
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) act();
}

function draw(): void {
  isScheduled = false;
  flush();
}

/** A hidden page draws no frames: there it is the next turn. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  if (typeof requestAnimationFrame === "function" && document.visibilityState === "visible")
    requestAnimationFrame(draw);
  else setTimeout(draw, 0);
}

/** However often it is called, `act` runs once, before the next frame is drawn. */
export const nextFrame = (act: () => void) => (): void => {
  waiting.add(act);
  schedule();
};

/** The same function, after which what waits for a frame is drawn at once: a field that is typed into keeps its caret. */
export const drawn =
  <Given extends unknown[], Result>(act: (...given: Given) => Result) =>
  (...given: Given): Result => {
    const result = act(...given);
    flush();
    return result;
  };
