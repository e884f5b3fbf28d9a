import { RequestProblem } from "@firecast/client";
import type { Document } from "@firecast/contract/documents";
import { useDocument, usePresence } from "@firecast/react";
import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { useApi } from "../api/useApi.js";
import { NotFound } from "../app/NotFound.js";
import { Starting } from "../app/Starting.js";
import { useUser } from "../auth/session.js";
import { useNames } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { readable } from "../text/readable.js";
import { useTimes } from "../text/times.js";
import { Avatar, hueOf } from "../ui/Avatar.js";
import { useProblemText } from "../ui/problem.js";
import { useTitle } from "../ui/useTitle.js";
import { partsOf } from "./partsOf.js";
import { documentTexts } from "./texts.js";

export default function DocumentPage() {
  const { documentId = "" } = useParams();
  const { documents } = useApi();
  const { data, error } = useQuery({
    queryKey: ["document", documentId],
    queryFn: () => documents.get(documentId),
  });
  if (error instanceof RequestProblem) return <NotFound />;
  if (!data) return <Starting failed={error !== null} />;
  return <Editor key={documentId} documentId={documentId} fetched={data} />;
}

/** A text with the others' cursors in it. */
function Editor({ documentId, fetched }: { documentId: string; fetched: Document }) {
  const text = useText(documentTexts);
  const times = useTimes();
  const problemText = useProblemText();
  const { uid: own } = useUser();
  const names = useNames(fetched.spaceId ?? "");
  const { users } = usePresence(`documents/${documentId}`);
  const document = useDocument(documentId);
  const { content, version, cursors, cursor, isSaving, isLoaded, error, refused } = document;
  const { setContent, moveCursor } = document;
  const title = document.title || fetched.title;
  useTitle(title);
  const field = useRef<HTMLTextAreaElement>(null);
  const direction = useRef<HTMLTextAreaElement["selectionDirection"]>("none");
  /** What the field has while an input method composes a word: a field that is given another text would lose that. */
  const [composed, setComposed] = useState<string>();
  const others = users.filter((uid) => uid !== own);

  // What others write before it moves the user's caret along; a field that is given a new text would put it to the end. Only then:
  // a caret that the user has moved since it was told stays where it is.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || !cursor || composed !== undefined || window.document.activeElement !== element) return;
    const { start, end } = cursor.selection ?? { start: cursor.position, end: cursor.position };
    if (element.selectionStart !== start || element.selectionEnd !== end)
      element.setSelectionRange(start, end, direction.current);
  }, [content, composed]);

  const tellCursor = (element: HTMLTextAreaElement): void => {
    const { selectionStart: start, selectionEnd: end } = element;
    direction.current = element.selectionDirection;
    moveCursor(end, start === end ? undefined : { start, end }, element.value);
  };
  return (
    <div className="page document">
      <header className="page-head">
        <h1>{readable(title)}</h1>
        <span className="row">
          {others.map((uid) => (
            <Avatar key={uid} uid={uid} name={names(uid)} size="s" />
          ))}
          <span className="muted" role="status">
            {others.length === 0 ? text.alone : text.here(times.list(others.map(names)))}
          </span>
        </span>
      </header>
      <div className="paper">
        {/* The same text, unseen, so that cursors stand where it stands. */}
        <div className="paper-cursors" aria-hidden="true">
          {partsOf(content, cursors).map((part, index) =>
            part.type === "text" ? (
              part.text
            ) : (
              <span key={index} className="caret" data-hue={hueOf(part.uid)}>
                <b>{names(part.uid)}</b>
              </span>
            ),
          )}
          {"\u200b"}
        </div>
        <textarea
          ref={field}
          className="paper-text"
          aria-label={text.text}
          spellCheck={false}
          disabled={!isLoaded}
          maxLength={100_000}
          value={composed ?? content}
          onChange={({ target }) => {
            setContent(target.value, target.selectionEnd, composed);
            if (composed !== undefined) setComposed(target.value);
            tellCursor(target);
          }}
          onCompositionStart={({ currentTarget }) => setComposed(currentTarget.value)}
          onCompositionEnd={() => setComposed(undefined)}
          onSelect={({ currentTarget }) => tellCursor(currentTarget)}
          onBlur={() => document.leave()}
        />
      </div>
      <p className="muted" role="status">
        {isLoaded && (isSaving ? text.saving : text.saved(version))}
      </p>
      {error !== undefined && <p role="alert">{problemText(error)}</p>}
      {refused !== "" && (
        <label>
          {text.refused}
          <textarea readOnly value={refused} />
        </label>
      )}
    </div>
  );
}
