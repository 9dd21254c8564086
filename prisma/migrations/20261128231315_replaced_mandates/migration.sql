-- AlterTable
ALTER TABLE "mandate" ADD COLUMN     "replaced_by_id" UUID;

-- AddForeignKey
ALTER TABLE "mandate" ADD CONSTRAINT "mandate_merchant_id_replaced_by_id_fkey" FOREIGN KEY ("merchant_id", "replaced_by_id") REFERENCES "mandate"("merchant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;
