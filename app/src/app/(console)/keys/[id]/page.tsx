import { KeyPage } from "@/features/keys/KeyPage.tsx";

export default function Page() {
  return <KeyPage />;
}
