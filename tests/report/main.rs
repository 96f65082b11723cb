//! Atomic writes, PNG grids, SVG charts and figures.

mod chart;
mod file;
mod grid;
mod plane;
