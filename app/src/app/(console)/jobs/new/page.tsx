import { NewJobPage } from "@/features/jobs/NewJobPage.tsx";

export default function Page() {
  return <NewJobPage />;
}
