import { Arena } from "./arena.js";
import { virtualTime } from "./virtualTime.js";

/** A new arena for each test of the suite that this is called in, in a time that passes as the test says. */
export function arenaForEach(): () => Arena {
  let arena: Arena | undefined;

  beforeEach(() => {
    virtualTime.start();
    arena = new Arena();
  });

  afterEach(async () => {
    await arena?.close();
    virtualTime.stop();
  });

  return () => {
    if (!arena) throw new Error("there is an arena within a test");
    return arena;
  };
}
