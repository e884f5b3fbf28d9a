import { expect } from "chai";
import { z } from "zod";
import { send } from "../support/api.js";
import type { ServerProcess } from "../support/serverProcess.js";

export interface Operation {
  readonly method: string;
  /** With every placeholder filled by an id of nothing. */
  readonly path: string;
  /** As the API document has it: `/api/spaces/{spaceId}`. */
  readonly template: string;
  /** Needs no identity. */
  readonly open: boolean;
}

const OpenOrNot = z.looseObject({ security: z.array(z.record(z.string(), z.unknown())).optional() });
const Paths = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), OpenOrNot)) });

/** Every operation of the server's own API document. */
export async function operations(server: ServerProcess): Promise<Operation[]> {
  const answer = await send(server.baseUrl, "GET", "/openapi.json");
  expect(answer.status).to.equal(200);
  const { paths } = Paths.parse(answer.json());
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: template.replace(/\{\w+\}/g, "nothing-of-that-name"),
      template,
      open: security?.every((proof) => Object.keys(proof).length > 0) === false || security?.length === 0,
    })),
  );
}
