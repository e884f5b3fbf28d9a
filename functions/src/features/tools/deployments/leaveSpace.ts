import type { ToolsDeps } from "../deps.js";

/** Takes all tools out of a space that is deleted; who saw them by it alone loses them. Yields after each page. Safe to repeat. */
export async function* leaveSpace(
  { store, seen, publisher }: Pick<ToolsDeps, "store" | "seen" | "publisher">,
  spaceId: string,
): AsyncGenerator<undefined> {
  for await (const toolIds of store.deployedTo(spaceId)) {
    await store.commit((batch) =>
      toolIds.forEach((toolId) => store.dropDeployment(batch, { spaceId, toolId })),
    );
    for (const toolId of toolIds) {
      seen.forget(toolId);
      await publisher.accessChanged("toolId", toolId);
    }
    yield undefined;
  }
}
