import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { Problem } from "../problem.mjs";
import { scratchDir } from "../project.mjs";
import { run } from "../run.mjs";

/** A Chromium for Linux on x64, with the libraries that a bare machine lacks, from the npm registry. */
const shipped = {
  name: "@sparticuz/chromium",
  version: "153.0.0",
  integrity: "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
};
/** Older ones lack what the tests use. */
const oldest = 120;

/**
 * The browser that tests run in: an installed Chrome, Chromium or Edge (`CHROME_PATH` says which), else one that an npm package
 * ships. Returns it as the environment that tests look into, where there is none with the reason.
 */
export const findBrowser = () => (found ??= find());
let found;

async function find() {
  try {
    return (await installed()) ?? (await unpacked());
  } catch (error) {
    return { BROWSER_MISSING: error instanceof Problem ? error.message : missing(error.message) };
  }
}

async function installed() {
  for (const path of candidates()) {
    if (!existsSync(path)) continue;
    const { code, output } = await run(path, ["--version"], { quiet: true });
    const major = Number(/(\d+)\.\d+\.\d+/.exec(output)?.[1] ?? 0);
    if (code === 0 && major >= oldest) return { BROWSER_PATH: path };
  }
  return undefined;
}

const names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge"];

function* candidates() {
  if (process.env.CHROME_PATH) yield process.env.CHROME_PATH;
  for (const folder of process.env.PATH.split(delimiter)) for (const name of names) yield join(folder, name);
  for (const name of ["Google Chrome", "Chromium", "Microsoft Edge"])
    yield `/Applications/${name}.app/Contents/MacOS/${name}`;
}

async function unpacked() {
  const folder = join(scratchDir, `chromium-${shipped.version}`);
  if (!existsSync(folder)) {
    if (`${process.platform}-${process.arch}` !== "linux-x64")
      throw new Problem(missing("none is installed"));
    await unpack(folder);
  }
  return { BROWSER_PATH: join(folder, "chromium"), BROWSER_LIBRARIES: join(folder, "lib") };
}

/** Into a folder beside it, which takes the name once all is there. */
async function unpack(folder) {
  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    await download(work);
    const bin = join(work, "package", "bin");
    await inflate(join(bin, "chromium.br"), join(work, "chromium"));
    for (const archive of ["al2023.tar", "swiftshader.tar"]) {
      await inflate(join(bin, `${archive}.br`), join(work, archive));
      await extract(join(work, archive), work);
    }
    for (const left of ["package", "package.tgz", "al2023.tar", "swiftshader.tar"])
      rmSync(join(work, left), { recursive: true, force: true });
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(work) {
  console.log("Fetching a Chromium for tests from the npm registry (70 MB, once)");
  const { name, version, integrity } = shipped;
  const flags = ["--silent", "--prefer-offline", "--pack-destination", work];
  const { code, output } = await run("npm", ["pack", `${name}@${version}`, ...flags], {
    cwd: work,
    quiet: true,
  });
  const file = output.trim().split("\n").at(-1) ?? "";
  if (code !== 0 || !existsSync(join(work, file)))
    throw new Problem(missing(`npm could not fetch ${name}: ${output.trim().split("\n")[0]}`));
  const tarball = join(work, file);
  if (createHash("sha512").update(readFileSync(tarball)).digest("base64") !== integrity)
    throw new Problem(missing(`${name}@${version} is not what it was`));
  renameSync(tarball, join(work, "package.tgz"));
  await extract(join(work, "package.tgz"), work);
}

const inflate = (from, to) =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));

async function extract(archive, folder) {
  const { code, output } = await run("tar", ["-xf", archive, "-C", folder], { quiet: true });
  if (code !== 0) throw new Problem(missing(`${archive} cannot be unpacked: ${output.trim()}`));
}

const missing = (why) =>
  `Missing: a browser for the tests in browsers (${why}). Install Chrome or Chromium ${oldest} or newer, on Debian by ` +
  "`apt-get install chromium`, or set CHROME_PATH to one.";
