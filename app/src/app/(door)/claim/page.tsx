import { ClaimPage } from "@/features/door/ClaimPage.tsx";

export default function Page() {
  return <ClaimPage />;
}
