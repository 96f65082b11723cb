//! Figures of the plane and tables of coloured strips, as SVG text.
//!
//! Same input, same bytes: coordinates are rounded to a hundredth of a pixel.

use super::chart::COLOURS;
use super::ticks::Axis;
use std::fmt::Write;

/// Something drawn in the coordinates of a plane.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A polygonal line; points outside the plane are cut off.
    Curve {
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Dashes instead of a full line.
        dashed: bool,
    },
    /// A circle.
    Circle {
        /// Its centre.
        centre: (f64, f64),
        /// Its radius in units of the horizontal axis.
        radius: f64,
        /// Dashes instead of a full line.
        dashed: bool,
    },
    /// Points.
    Dots(Vec<(f64, f64)>),
    /// Filled squares, each around its centre.
    Cells {
        /// Length of a side.
        side: f64,
        /// The centres.
        centres: Vec<(f64, f64)>,
    },
}

/// A mark with its colour and its line in the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is, for the legend; empty for none.
    pub name: String,
    /// Index into the palette, taken modulo its length.
    pub colour: usize,
    /// What is drawn.
    pub mark: Mark,
}

/// One panel: a rectangle of the plane with axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Heading.
    pub title: String,
    /// Names of the two axes.
    pub labels: (String, String),
    /// Lowest and highest value across.
    pub across: (f64, f64),
    /// Lowest and highest value upwards.
    pub upwards: (f64, f64),
    /// From back to front.
    pub layers: Vec<Layer>,
}

const SIDE: f64 = 300.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 66.0;
const LINE: f64 = 17.0;
const HEAD: &str = "font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222222\"";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn document(width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" {HEAD}>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"20\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{}</text>\n{body}</svg>\n",
        escape(title)
    )
}

/// Writing to a `String` cannot fail.
macro_rules! put {
    ($svg:expr, $($arguments:tt)*) => {
        let _ = writeln!($svg, $($arguments)*);
    };
}

/// Panels side by side, three to a row, as a standalone SVG document.
///
/// # Examples
/// ```
/// use gnash::report::{Layer, Mark, Plane, plane_figure};
/// let circle = Mark::Circle { centre: (0.0, 0.0), radius: 1.0, dashed: false };
/// let plane = Plane {
///     title: "unit disc".into(),
///     labels: ("Re".into(), "Im".into()),
///     across: (-2.0, 2.0),
///     upwards: (-2.0, 2.0),
///     layers: vec![Layer { name: "circle".into(), colour: 0, mark: circle }],
/// };
/// assert!(plane_figure("eigenvalues", &[plane]).contains("<circle"));
/// ```
pub fn plane_figure(title: &str, planes: &[Plane]) -> String {
    let columns = planes.len().clamp(1, 3);
    let legend = planes.iter().map(|p| named(p).count()).max().unwrap_or(0) as f64;
    let (step_x, step_y) = (SIDE + LEFT + 30.0, SIDE + 84.0 + LINE * legend);
    let mut body = String::new();
    for (i, plane) in planes.iter().enumerate() {
        let corner = (
            LEFT + (i % columns) as f64 * step_x,
            TOP + (i / columns) as f64 * step_y,
        );
        panel(&mut body, plane, corner, i);
    }
    let rows = planes.len().div_ceil(columns).max(1);
    let (width, height) = (
        columns as f64 * step_x + 10.0,
        TOP + rows as f64 * step_y - 20.0,
    );
    document(width, height, title, &body)
}

fn named(plane: &Plane) -> impl Iterator<Item = &Layer> {
    plane.layers.iter().filter(|layer| !layer.name.is_empty())
}

/// One panel with its frame, ticks, layers and legend; `corner` is its upper left.
fn panel(svg: &mut String, plane: &Plane, corner: (f64, f64), index: usize) {
    let (left, top) = corner;
    let across = Axis::linear(plane.across.0, plane.across.1);
    let upwards = Axis::linear(plane.upwards.0, plane.upwards.1);
    let at = |(x, y): (f64, f64)| {
        (
            left + SIDE * across.place(x),
            top + SIDE * (1.0 - upwards.place(y)),
        )
    };
    put!(
        svg,
        "<clipPath id=\"p{index}\"><rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\"/></clipPath>"
    );
    put!(
        svg,
        "<text x=\"{left}\" y=\"{}\" font-weight=\"bold\">{}</text>",
        top - 10.0,
        escape(&plane.title)
    );
    put!(svg, "<g clip-path=\"url(#p{index})\">");
    for layer in &plane.layers {
        draw(svg, layer, at, SIDE / (plane.across.1 - plane.across.0));
    }
    put!(
        svg,
        "</g>\n<rect x=\"{left}\" y=\"{top}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"#888888\"/>"
    );
    for (value, label) in &across.ticks {
        let x = at((*value, plane.upwards.0)).0;
        put!(
            svg,
            "<text x=\"{x:.2}\" y=\"{:.2}\" text-anchor=\"middle\" font-size=\"11\">{label}</text>",
            top + SIDE + 15.0
        );
    }
    for (value, label) in &upwards.ticks {
        let y = at((plane.across.0, *value)).1 + 4.0;
        put!(
            svg,
            "<text x=\"{:.2}\" y=\"{y:.2}\" text-anchor=\"end\" font-size=\"11\">{label}</text>",
            left - 6.0
        );
    }
    let (middle, below) = (left + SIDE / 2.0, top + SIDE + 32.0);
    put!(
        svg,
        "<text x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">{}</text>",
        escape(&plane.labels.0)
    );
    let (x, y) = (left - 42.0, top + SIDE / 2.0);
    put!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" transform=\"rotate(-90 {x} {y})\">{}</text>",
        escape(&plane.labels.1)
    );
    for (i, layer) in named(plane).enumerate() {
        let y = below + LINE * (i as f64 + 1.0);
        let colour = COLOURS[layer.colour % COLOURS.len()];
        put!(
            svg,
            "<rect x=\"{left}\" y=\"{:.2}\" width=\"14\" height=\"6\" fill=\"{colour}\"/>",
            y - 7.0
        );
        put!(
            svg,
            "<text x=\"{}\" y=\"{y:.2}\">{}</text>",
            left + 20.0,
            escape(&layer.name)
        );
    }
}

fn draw(svg: &mut String, layer: &Layer, at: impl Fn((f64, f64)) -> (f64, f64), unit: f64) {
    let colour = COLOURS[layer.colour % COLOURS.len()];
    let dashes = |dashed: bool| {
        if dashed {
            " stroke-dasharray=\"5 4\""
        } else {
            ""
        }
    };
    match &layer.mark {
        Mark::Curve { points, dashed } => {
            let mut line = String::new();
            for point in points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()) {
                let (x, y) = at(*point);
                // far outside: keep the direction, not the digits
                let _ = write!(line, "{:.2},{:.2} ", x.clamp(-1e4, 1e4), y.clamp(-1e4, 1e4));
            }
            put!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.4\"{}/>",
                line.trim_end(),
                dashes(*dashed)
            );
        }
        Mark::Circle {
            centre,
            radius,
            dashed,
        } => {
            let (x, y) = at(*centre);
            put!(
                svg,
                "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{:.2}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.4\"{}/>",
                radius * unit,
                dashes(*dashed)
            );
        }
        Mark::Dots(points) => {
            for point in points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()) {
                let (x, y) = at(*point);
                put!(
                    svg,
                    "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"2.6\" fill=\"{colour}\"/>"
                );
            }
        }
        Mark::Cells { side, centres } => {
            let size = side * unit;
            for centre in centres {
                let (x, y) = at(*centre);
                put!(
                    svg,
                    "<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{size:.2}\" height=\"{size:.2}\" fill=\"{colour}\" fill-opacity=\"0.25\"/>",
                    x - size / 2.0,
                    y - size / 2.0
                );
            }
        }
    }
}

/// A table of strips: each cell shows one colour per value of a parameter, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct StripTable {
    /// Heading.
    pub title: String,
    /// What runs along each strip.
    pub along: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What the colours mean; an entry of a strip is an index into this list.
    pub legend: Vec<String>,
    /// `strips[row][column]`.
    pub strips: Vec<Vec<Vec<usize>>>,
}

/// The table as a standalone SVG document.
pub fn strip_table(table: &StripTable) -> String {
    let (left, strip, high) = (170.0, 200.0, 16.0);
    let mut body = String::new();
    for (j, name) in table.columns.iter().enumerate() {
        let x = left + j as f64 * (strip + 12.0);
        put!(
            body,
            "<text x=\"{x}\" y=\"56\" font-weight=\"bold\">{}</text>",
            escape(name)
        );
    }
    for (i, (name, strips)) in table.rows.iter().zip(&table.strips).enumerate() {
        let y = TOP + i as f64 * (high + 5.0);
        put!(
            body,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            left - 8.0,
            y + 12.0,
            escape(name)
        );
        for (j, entries) in strips.iter().enumerate() {
            let x = left + j as f64 * (strip + 12.0);
            let width = strip / entries.len().max(1) as f64;
            for (k, entry) in entries.iter().enumerate() {
                let colour = COLOURS[entry % COLOURS.len()];
                put!(
                    body,
                    "<rect x=\"{:.2}\" y=\"{y}\" width=\"{width:.2}\" height=\"{high}\" fill=\"{colour}\"/>",
                    x + k as f64 * width
                );
            }
        }
    }
    let mut y = TOP + table.rows.len() as f64 * (high + 5.0) + 16.0;
    put!(
        body,
        "<text x=\"{left}\" y=\"{y}\">{}</text>",
        escape(&table.along)
    );
    for (i, meaning) in table.legend.iter().enumerate() {
        y += LINE;
        let colour = COLOURS[i % COLOURS.len()];
        put!(
            body,
            "<rect x=\"{left}\" y=\"{}\" width=\"14\" height=\"8\" fill=\"{colour}\"/>",
            y - 8.0
        );
        put!(
            body,
            "<text x=\"{}\" y=\"{y}\">{}</text>",
            left + 20.0,
            escape(meaning)
        );
    }
    let width = left + table.columns.len() as f64 * (strip + 12.0) + 10.0;
    document(width, y + 16.0, &table.title, &body)
}
