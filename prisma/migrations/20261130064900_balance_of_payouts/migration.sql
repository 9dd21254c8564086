ALTER TYPE "payout_item_kind" ADD VALUE 'BALANCE';
