-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN "onDeploymentId" TEXT;

-- CreateIndex
CREATE INDEX "Deployment_onDeploymentId_idx" ON "Deployment"("onDeploymentId");
