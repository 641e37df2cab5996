import { KeysPage } from "@/features/keys/KeysPage.tsx";

export default function Page() {
  return <KeysPage />;
}
