//! Readers, checksums, seeded batching; plain arrays out.
