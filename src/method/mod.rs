//! The fast optimizers: flat slices plus operators, no allocation inside the loop.
