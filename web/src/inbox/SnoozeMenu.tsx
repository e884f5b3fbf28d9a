import { AlarmClock } from "lucide-react";
import { useText } from "../text/language.js";
import { Menu } from "../ui/Menu.js";
import { inboxTexts } from "./texts.js";

const hourMs = 3_600_000;

export function SnoozeMenu({ snooze }: { snooze: (until: string) => void }) {
  const text = useText(inboxTexts);
  const inHours = (hours: number): void => snooze(new Date(Date.now() + hours * hourMs).toISOString());
  const tomorrow = (): void => {
    const morning = new Date();
    morning.setDate(morning.getDate() + 1);
    morning.setHours(9, 0, 0, 0);
    snooze(morning.toISOString());
  };
  const items = [
    ...[1, 4].map((hours) => ({ label: text.forHours(hours), act: () => inHours(hours) })),
    { label: text.tomorrow, act: tomorrow },
  ];
  return (
    <Menu className="icon-button" label={text.snooze} items={items}>
      <AlarmClock aria-hidden="true" />
    </Menu>
  );
}
