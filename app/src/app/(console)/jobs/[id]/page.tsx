import { JobPage } from "@/features/jobs/JobPage.tsx";

export default function Page() {
  return <JobPage />;
}
