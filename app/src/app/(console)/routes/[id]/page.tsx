import { RoutePage } from "@/features/routes/RoutePage.tsx";

export default function Page() {
  return <RoutePage />;
}
