import { rivals } from "./rivals.js";
import { postFor, posterTo } from "./clients/poster.js";
import type { Part } from "./support/report.js";
import { startBareBackend, startFirecast } from "./support/servers.js";
import { signUp } from "./support/users.js";

const many = 64;
const rounds = 3;
const roundMs = 1500;

/** How many events a second channels take, over HTTP and at the log itself. */
export async function appends(): Promise<Part> {
  const users = await signUp(many);
  const [operator] = await signUp(1, { operator: true });
  if (!operator) throw new Error("There is no operator.");
  const server = await startFirecast("api");
  const bare = startBareBackend();
  const poster = posterTo(server.port, many);

  const toOneChannel = () => {
    const data = { status: "ok", message: "x".repeat(120) };
    return poster.publish(operator, { channel: "global", type: "system:health_update", data });
  };
  const toOwnChannel = (number: number) => {
    const user = users[number] ?? operator;
    const data = { topic: "bench", payload: "x".repeat(120) };
    return poster.publish(user, { channel: `users/${user.uid}`, type: "user:signal:sent", data });
  };
  const atTheLog = (posters: number, ms: number) => server.ask<number>({ type: "append", posters, ms });
  const bareCommits = (posters: number, ms: number) => bare.ask<number>({ type: "commits", posters, ms });

  for (let number = 0; number < many; number++) await toOwnChannel(number); // verified, connected, compiled
  await postFor(many, 1000, toOneChannel);
  await Promise.all([atTheLog(many, 500), bareCommits(many, 500)]);
  const measured = {
    httpOne: [] as number[],
    httpMany: [] as number[],
    httpChannels: [] as number[],
    logOne: [] as number[],
    logMany: [] as number[],
    bareOne: [] as number[],
    bareMany: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    measured.httpOne.push(await postFor(1, roundMs, toOneChannel));
    measured.httpMany.push(await postFor(many, roundMs, toOneChannel));
    measured.logOne.push(await atTheLog(1, roundMs));
    measured.logMany.push(await atTheLog(many, roundMs));
    measured.bareOne.push(await bareCommits(1, roundMs));
    measured.bareMany.push(await bareCommits(many, roundMs));
    measured.httpChannels.push(await postFor(many, roundMs, toOwnChannel));
  }
  poster.close();
  await Promise.all([server.stop(), bare.stop()]);
  const alone = partOf(measured);
  return { ...alone, figures: [...alone.figures, ...(await rivals())] };
}

type Measured = Record<
  "httpOne" | "httpMany" | "httpChannels" | "logOne" | "logMany" | "bareOne" | "bareMany",
  readonly number[]
>;

function partOf({ httpOne, httpMany, httpChannels, logOne, logMany, bareOne, bareMany }: Measured): Part {
  const unit = "appends/s";
  const bareFloor = `${many} bare commits at once`;
  return {
    figures: [
      {
        name: `${many} posters, one channel, over HTTP`,
        unit,
        ours: httpMany,
        floors: httpOne,
        floor: "one poster over HTTP",
        reach: { atLeast: 8 },
      },
      {
        name: `${many} posters, one channel, at the log`,
        unit,
        ours: logMany,
        floors: logOne,
        floor: "one poster at the log",
        reach: { atLeast: 15 },
      },
      {
        name: `${many} posters, one channel, over HTTP`,
        unit,
        ours: httpMany,
        floors: bareMany,
        floor: bareFloor,
      },
      {
        name: `${many} posters, ${many} channels, over HTTP`,
        unit,
        ours: httpChannels,
        floors: bareMany,
        floor: bareFloor,
      },
      {
        name: "one poster over HTTP",
        unit,
        ours: httpOne,
        floors: bareOne,
        floor: "one bare commit at a time",
      },
    ],
    notes: [
      "Appends: a bare commit creates one document and deletes one, as an append to a full channel does.",
    ],
  };
}
