-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN "clearedAt" DATETIME;

-- CreateIndex
CREATE INDEX "Rollout_jobId_idx" ON "Rollout"("jobId");
