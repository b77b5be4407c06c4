"""The ledger: an append-only Merkle log of salted commitments, signed checkpoints and receipts."""
