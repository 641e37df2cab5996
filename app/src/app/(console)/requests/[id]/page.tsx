import { RequestPage } from "@/features/requests/RequestPage.tsx";

export default function Page() {
  return <RequestPage />;
}
