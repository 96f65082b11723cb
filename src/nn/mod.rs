//! Layer kernels (forward, vjp, jvp), shapes, initialisation.
