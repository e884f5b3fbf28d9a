import { memo } from "react";
import { segmentsOf } from "./segments.js";

interface TextProps {
  text: string;
  mentions: readonly string[];
  names: (uid: string) => string;
  own: string;
}

/** A text as its author wrote it, with names for mentions, and links. */
export const MessageText = memo(function MessageText({ text, mentions, names, own }: TextProps) {
  return segmentsOf(text, mentions).map((segment, index) => {
    switch (segment.type) {
      case "text":
        return segment.text;
      case "link":
        return (
          <a key={index} href={segment.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {segment.text}
          </a>
        );
      case "mention":
        return (
          <span key={index} className={segment.uid === own ? "mention own" : "mention"}>
            @{names(segment.uid)}
          </span>
        );
    }
  });
});
