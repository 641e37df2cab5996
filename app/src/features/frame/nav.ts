import {
  Boxes,
  Cpu,
  Database,
  Gauge,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  Settings,
  SlidersHorizontal,
} from "lucide-react";

export type Noun = "home" | "datasets" | "jobs" | "models" | "deployments" | "playground" | "keys" | "hardware" | "settings";
interface NavItem {
  noun: Noun;
  href: string;
  icon: LucideIcon;
}

/** The order of the work: data, training, models, serving, asking; then the box itself. */
export const navGroups: readonly { id: "work" | "box"; items: readonly NavItem[] }[] = [
  {
    id: "work",
    items: [
      { noun: "home", href: "/", icon: Gauge },
      { noun: "datasets", href: "/datasets", icon: Database },
      { noun: "jobs", href: "/jobs", icon: SlidersHorizontal },
      { noun: "models", href: "/models", icon: Boxes },
      { noun: "deployments", href: "/deployments", icon: Rocket },
      { noun: "playground", href: "/playground", icon: MessagesSquare },
      { noun: "keys", href: "/keys", icon: KeyRound },
    ],
  },
  {
    id: "box",
    items: [
      { noun: "hardware", href: "/hardware", icon: Cpu },
      { noun: "settings", href: "/settings", icon: Settings },
    ],
  },
];
