-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN "awakeUntil" DATETIME;
ALTER TABLE "Deployment" ADD COLUMN "mayGiveWay" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Deployment" ADD COLUMN "sleep" TEXT;
ALTER TABLE "Deployment" ADD COLUMN "wakeOnDemand" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Replica" ADD COLUMN "sleep" TEXT;
