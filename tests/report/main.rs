//! Atomic writes, PNG grids and SVG charts.

mod chart;
mod file;
mod grid;
