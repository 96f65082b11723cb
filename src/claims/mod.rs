//! The claims ledger: every statement of the papers, its verdict, and evidence that runs.
