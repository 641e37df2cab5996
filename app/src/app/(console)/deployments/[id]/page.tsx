import { DeploymentPage } from "@/features/deployments/DeploymentPage.tsx";

export default function Page() {
  return <DeploymentPage />;
}
