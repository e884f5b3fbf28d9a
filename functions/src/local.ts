import type { Response } from "express";
import type { Request } from "firebase-functions/https";
import { call, subscribe } from "./index.js";
import { served } from "./functions.js";

/**
 * Both callable functions at one port, as Firebase's SDKs look for them in the functions emulator: at a path that ends with
 * the function's name. For a laptop and tests, beside the API: deployed, each function has an address of its own.
 */
export const callables = async (req: Request, res: Response): Promise<void> => {
  const callable = { subscribe, call }[req.path.split("/").at(-1) ?? ""];
  if (callable) await callable(req, res);
  else (await served()).app(req, res);
};
