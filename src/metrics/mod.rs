//! Pure functions of points, samples or records.
