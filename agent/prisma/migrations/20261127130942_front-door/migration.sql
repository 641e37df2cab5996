-- AlterTable
ALTER TABLE "Job" ADD COLUMN "publishRouteId" TEXT;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN "department" TEXT;
ALTER TABLE "Project" ADD COLUMN "logRetentionDays" INTEGER;

-- CreateTable
CREATE TABLE "Route" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "aliases" TEXT NOT NULL DEFAULT '[]',
    "targets" TEXT NOT NULL DEFAULT '[]',
    "fallbacks" TEXT NOT NULL DEFAULT '[]',
    "policy" TEXT NOT NULL DEFAULT '{}'
);

-- CreateTable
CREATE TABLE "Rollout" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "routeId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" DATETIME,
    "state" TEXT NOT NULL,
    "stableId" TEXT,
    "canaryId" TEXT NOT NULL,
    "modelId" TEXT NOT NULL,
    "jobId" TEXT,
    "percent" REAL NOT NULL DEFAULT 0,
    "stepStartedAt" DATETIME,
    "rules" TEXT NOT NULL,
    "why" TEXT,
    "history" TEXT NOT NULL DEFAULT '[]',
    CONSTRAINT "Rollout_routeId_fkey" FOREIGN KEY ("routeId") REFERENCES "Route" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Price" (
    "modelId" TEXT NOT NULL PRIMARY KEY,
    "inputPerMillion" REAL NOT NULL DEFAULT 0,
    "outputPerMillion" REAL NOT NULL DEFAULT 0,
    "cachedPerMillion" REAL NOT NULL DEFAULT 0,
    "perCardHour" REAL NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "Feedback" (
    "requestId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rating" TEXT,
    "correction" TEXT,
    "comment" TEXT,

    PRIMARY KEY ("requestId", "createdBy")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Key" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" DATETIME,
    "revokedAt" DATETIME,
    "disabledAt" DATETIME,
    "sha256" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "previousSha256" TEXT,
    "previousHint" TEXT,
    "previousUntil" DATETIME,
    "department" TEXT,
    "limits" TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO "new_Key" ("createdAt", "createdBy", "expiresAt", "hint", "id", "kind", "name", "projectId", "revokedAt", "sha256") SELECT "createdAt", "createdBy", "expiresAt", "hint", "id", "kind", "name", "projectId", "revokedAt", "sha256" FROM "Key";
DROP TABLE "Key";
ALTER TABLE "new_Key" RENAME TO "Key";
CREATE UNIQUE INDEX "Key_sha256_key" ON "Key"("sha256");
CREATE UNIQUE INDEX "Key_previousSha256_key" ON "Key"("previousSha256");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "Route_name_key" ON "Route"("name");

-- CreateIndex
CREATE INDEX "Rollout_routeId_createdAt_idx" ON "Rollout"("routeId", "createdAt");

-- CreateIndex
CREATE INDEX "Rollout_state_idx" ON "Rollout"("state");

-- CreateIndex
CREATE INDEX "Feedback_projectId_at_idx" ON "Feedback"("projectId", "at");
