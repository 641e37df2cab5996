import { RoutesPage } from "@/features/routes/RoutesPage.tsx";

export default function Page() {
  return <RoutesPage />;
}
