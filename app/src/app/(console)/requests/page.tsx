import { RequestsPage } from "@/features/requests/RequestsPage.tsx";

export default function Page() {
  return <RequestsPage />;
}
