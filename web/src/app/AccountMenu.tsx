import { useRealtimeContext } from "@firecast/react";
import { LogOut, Settings } from "lucide-react";
import { useSession, useUser } from "../auth/session.js";
import { usePush } from "../push/PushProvider.js";
import { useText } from "../text/language.js";
import { Avatar } from "../ui/Avatar.js";
import { Menu } from "../ui/Menu.js";
import { shellTexts } from "./texts.js";

export function AccountMenu() {
  const text = useText(shellTexts);
  const { uid, name } = useUser();
  const { accounts } = useSession();
  const { realtime } = useRealtimeContext();
  const push = usePush();
  const leave = async (): Promise<void> => {
    await push.disable().catch(() => undefined); // while the token still counts
    realtime.signOut();
    await (await accounts()).signOut(uid);
  };
  return (
    <Menu
      className="account"
      label={`${text.account}: ${name}`}
      heading={name}
      items={[
        { label: text.settings, icon: Settings, act: "/settings" },
        { label: text.signOut, icon: LogOut, act: () => void leave() },
      ]}
    >
      <Avatar uid={uid} name={name} />
    </Menu>
  );
}
