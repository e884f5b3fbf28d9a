import { Suspense } from "react";
import { useDocument, useSuspenseMessages, useSyncStatus } from "@firecast/react";

export function Editor({ documentId }: { documentId: string }) {
  const { content, setContent, cursors, moveCursor, isSaving, error } = useDocument(documentId);
  return (
    <>
      <textarea
        value={content}
        onChange={({ target }) => setContent(target.value, target.selectionEnd)}
        onSelect={({ currentTarget }) => moveCursor(currentTarget.selectionEnd)}
      />
      <p>
        {Object.keys(cursors).join(", ")} {isSaving && "…"}
      </p>
      {error instanceof Error && <p role="alert">{error.message}</p>}
    </>
  );
}

export function SyncStatus() {
  const { waiting, failed, isOnline, retry, dismiss } = useSyncStatus();
  return (
    <>
      {waiting.length > 0 && (
        <p>
          {waiting.length} to be sent{!isOnline && " when you are online"}
        </p>
      )}
      {failed.map(({ row, problem }) => (
        <p key={row.key} role="alert">
          {problem instanceof Error && problem.message}
          <button onClick={() => retry(row.key)}>Try again</button>
          <button onClick={() => dismiss(row.key)}>Forget it</button>
        </p>
      ))}
    </>
  );
}

export function LobbyPage() {
  return (
    <Suspense fallback={<p>Loading …</p>}>
      <Newest />
    </Suspense>
  );
}

function Newest() {
  const { messages } = useSuspenseMessages("lobby");
  return <p>{messages.at(-1)?.text}</p>;
}
