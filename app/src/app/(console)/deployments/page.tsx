import { DeploymentsPage } from "@/features/deployments/DeploymentsPage.tsx";

export default function Page() {
  return <DeploymentsPage />;
}
