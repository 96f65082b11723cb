//! Textbook versions of the methods over nalgebra, generic in the scalar.
