"""Where runs live: the store, its migrations, the ledger of receipts and the journal of model calls."""
