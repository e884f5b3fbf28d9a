import { useTyping } from "@firecast/react";
import { useText } from "../text/language.js";
import { chatTexts } from "./texts.js";

/** Has its place also when no member types: the list above it must not jump. */
export function TypingLine({ spaceId, names }: { spaceId: string; names: (uid: string) => string }) {
  const { typing } = useTyping(spaceId);
  const text = useText(chatTexts);
  return (
    <p className="typing" role="status">
      {typing.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {text.typing(typing.map(names))}
        </>
      )}
    </p>
  );
}
