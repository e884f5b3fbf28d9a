import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openPhotographer } from "./pictures/photographer.mjs";
import { fill } from "./pictures/fill.mjs";
import { scenes } from "./pictures/scenes.mjs";
import { main, Problem } from "./problem.mjs";
import { at, hostingPort, root } from "./project.mjs";

const folder = join(root, "docs", "pictures");

/** `npm run pictures`, while `npm start` runs: fills the demo with some life, and takes pictures of the app's pages for the docs. */
await main(async () => {
  const answers = await fetch(at(hostingPort)).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!answers) throw new Problem("Nothing is running: `npm start` first.");
  const made = await fill();
  mkdirSync(folder, { recursive: true });
  const photographer = await openPhotographer();
  try {
    for (const scene of scenes(made)) {
      const file = join(folder, `${scene.name}.png`);
      await photographer.take(scene, file);
      console.log(`docs/pictures/${scene.name}.png`);
    }
  } finally {
    await photographer.close();
  }
});
