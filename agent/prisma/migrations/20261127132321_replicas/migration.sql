-- CreateTable
CREATE TABLE "Replica" (
    "deploymentId" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "runId" TEXT,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "readySeconds" REAL,
    "readySince" DATETIME,
    "cause" TEXT,
    "lastLines" TEXT NOT NULL DEFAULT '[]',
    "startingSince" DATETIME,
    "usualSeconds" REAL,

    PRIMARY KEY ("deploymentId", "slot"),
    CONSTRAINT "Replica_deploymentId_fkey" FOREIGN KEY ("deploymentId") REFERENCES "Deployment" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Deployment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "modelId" TEXT NOT NULL,
    "engineId" TEXT NOT NULL,
    "wanted" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "runId" TEXT,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "readySeconds" REAL,
    "readySince" DATETIME,
    "cause" TEXT,
    "lastLines" TEXT NOT NULL DEFAULT '[]',
    "startingSince" DATETIME,
    "usualSeconds" REAL,
    "replicas" INTEGER NOT NULL DEFAULT 1
);
INSERT INTO "new_Deployment" ("cause", "createdAt", "createdBy", "engineId", "id", "lastLines", "modelId", "name", "projectId", "readySeconds", "readySince", "restarts", "runId", "settings", "state", "wanted") SELECT "cause", "createdAt", "createdBy", "engineId", "id", "lastLines", "modelId", "name", "projectId", "readySeconds", "readySince", "restarts", "runId", "settings", "state", "wanted" FROM "Deployment";
DROP TABLE "Deployment";
ALTER TABLE "new_Deployment" RENAME TO "Deployment";
CREATE UNIQUE INDEX "Deployment_projectId_name_key" ON "Deployment"("projectId", "name");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
