import { Activity, ChartLine, Fence, Flame, Inbox, MessageCircle, MessagesSquare, Pin } from "lucide-react";
import { NavLink } from "react-router";
import { useClaims } from "../auth/useClaims.js";
import { NewSpace } from "../space/NewSpace.js";
import { useSpaces } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { shellTexts } from "./texts.js";

export function Navigation() {
  const text = useText(shellTexts);
  const claims = useClaims();
  const { data: spaces = [] } = useSpaces();
  return (
    <nav className="nav" aria-label={text.main}>
      <ul>
        <li>
          <NavLink to="/notifications">
            <Inbox aria-hidden="true" /> {text.inbox}
          </NavLink>
        </li>
        <li>
          <NavLink to="/direct">
            <MessageCircle aria-hidden="true" /> {text.direct}
          </NavLink>
        </li>
        <li>
          <NavLink to="/pins">
            <Pin aria-hidden="true" /> {text.pins}
          </NavLink>
        </li>
        {claims?.organizationId !== undefined && (
          <>
            <li>
              <NavLink to="/issues">
                <Flame aria-hidden="true" /> {text.issues}
              </NavLink>
            </li>
            <li>
              <NavLink to="/horses">
                <Fence aria-hidden="true" /> {text.horses}
              </NavLink>
            </li>
          </>
        )}
        <li>
          <NavLink to="/dashboard">
            <ChartLine aria-hidden="true" /> {text.dashboard}
          </NavLink>
        </li>
        {claims?.isOperator && (
          <li>
            <NavLink to="/operations">
              <Activity aria-hidden="true" /> {text.operations}
            </NavLink>
          </li>
        )}
      </ul>
      <h2>{text.spaces}</h2>
      <ul>
        {spaces.map(({ id, name }) => (
          <li key={id}>
            <NavLink to={`/spaces/${id}`}>
              <MessagesSquare aria-hidden="true" /> <span className="ellipsis">{name}</span>
            </NavLink>
          </li>
        ))}
        <li>
          <NewSpace className="nav-button" />
        </li>
      </ul>
    </nav>
  );
}
