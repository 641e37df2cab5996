-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Feedback" (
    "requestId" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "at" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rating" TEXT,
    "correction" TEXT,
    "comment" TEXT,
    "log" TEXT NOT NULL DEFAULT '',
    "path" TEXT NOT NULL DEFAULT '',

    PRIMARY KEY ("requestId", "createdBy")
);
INSERT INTO "new_Feedback" ("at", "comment", "correction", "createdBy", "projectId", "rating", "requestId") SELECT "at", "comment", "correction", "createdBy", "projectId", "rating", "requestId" FROM "Feedback";
DROP TABLE "Feedback";
ALTER TABLE "new_Feedback" RENAME TO "Feedback";
CREATE INDEX "Feedback_projectId_at_idx" ON "Feedback"("projectId", "at");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
