-- AlterTable
ALTER TABLE "Job" ADD COLUMN "validationVersionId" TEXT;

-- CreateTable
CREATE TABLE "FineTune" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" DATETIME,
    "request" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "importId" TEXT,
    "validationImportId" TEXT,
    "jobId" TEXT,
    "deploymentId" TEXT,
    "modelName" TEXT,
    "error" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "FineTune_jobId_key" ON "FineTune"("jobId");

-- CreateIndex
CREATE INDEX "FineTune_projectId_createdAt_idx" ON "FineTune"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "FineTune_stage_idx" ON "FineTune"("stage");
