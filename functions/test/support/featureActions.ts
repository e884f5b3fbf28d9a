import type { Instance } from "../../src/compose.js";

interface Manifest<Actions> {
  readonly name: string;
  build(kit: never): { actions: Actions };
}

/** What a feature of this instance offers to others. */
export function featureActions<Actions>({ features }: Instance, { name }: Manifest<Actions>): Actions {
  const feature = features.find((candidate) => candidate.name === name);
  if (!feature) throw new Error(`This instance has no feature ${name}`);
  return feature.actions as Actions;
}
