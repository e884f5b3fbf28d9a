/** Beside a proof of identity, where the deployment enforces it. `type` is what the document calls a key in a header. */
export const appCheckScheme = <T extends string>(type: T) =>
  ({
    type,
    in: "header",
    name: "X-Firebase-AppCheck",
    description:
      "A token of Firebase App Check: only where the deployment enforces it, beside one of the others.",
  }) as const;
