-- AlterTable
ALTER TABLE "FineTune" ADD COLUMN "resultFileId" TEXT;
