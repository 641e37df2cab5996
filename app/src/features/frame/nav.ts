import {
  Boxes,
  ChartNoAxesColumn,
  Cpu,
  Database,
  Gauge,
  KeyRound,
  ListTree,
  type LucideIcon,
  MessagesSquare,
  Rocket,
  Settings,
  SlidersHorizontal,
  Waypoints,
} from "lucide-react";

export type Noun =
  | "home"
  | "datasets"
  | "jobs"
  | "models"
  | "deployments"
  | "routes"
  | "playground"
  | "keys"
  | "usage"
  | "requests"
  | "hardware"
  | "settings";
interface NavItem {
  noun: Noun;
  href: string;
  icon: LucideIcon;
}

/** The order of the work: data, training, models, serving, asking, who asked and what it cost; then the box itself. */
export const navGroups: readonly { id: "work" | "box"; items: readonly NavItem[] }[] = [
  {
    id: "work",
    items: [
      { noun: "home", href: "/", icon: Gauge },
      { noun: "datasets", href: "/datasets", icon: Database },
      { noun: "jobs", href: "/jobs", icon: SlidersHorizontal },
      { noun: "models", href: "/models", icon: Boxes },
      { noun: "deployments", href: "/deployments", icon: Rocket },
      { noun: "routes", href: "/routes", icon: Waypoints },
      { noun: "playground", href: "/playground", icon: MessagesSquare },
      { noun: "keys", href: "/keys", icon: KeyRound },
      { noun: "usage", href: "/usage", icon: ChartNoAxesColumn },
      { noun: "requests", href: "/requests", icon: ListTree },
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
