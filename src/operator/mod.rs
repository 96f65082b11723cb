//! Matrix-free linear operators over faer.
