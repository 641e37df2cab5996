import { UsagePage } from "@/features/usage/UsagePage.tsx";

export default function Page() {
  return <UsagePage />;
}
