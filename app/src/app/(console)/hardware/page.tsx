import { HardwarePage } from "@/features/hardware/HardwarePage.tsx";

export default function Page() {
  return <HardwarePage />;
}
