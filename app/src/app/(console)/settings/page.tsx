import { SettingsPage } from "@/features/settings/SettingsPage.tsx";

export default function Page() {
  return <SettingsPage />;
}
