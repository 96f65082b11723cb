//! SVG, PNG grids, atomic writes.
