//! Results for people: PNG grids, SVG charts, atomic writes.
//!
//! * [`write_atomically`]: a file is there whole or not at all;
//! * [`sample_grid`]: images in [−1, 1], layout CHWN, as one PNG;
//! * [`line_chart`]: stacked panels of curves as one SVG, same input, same bytes;
//! * [`plane_figure`], [`strip_table`]: phase portraits, spectra and stability maps as SVG.

mod chart;
mod error;
mod file;
mod grid;
mod plane;
mod ticks;

pub use chart::{Chart, Panel, Scale, Series, line_chart};
pub use error::ReportError;
pub use file::write_atomically;
pub use grid::{Grid, sample_grid};
pub use plane::{Layer, Mark, Plane, StripTable, plane_figure, strip_table};
