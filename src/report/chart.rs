//! Line charts as SVG text.

use super::ticks::Axis;
use std::fmt::Write;

/// How values lie along the vertical axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences at equal distances.
    #[default]
    Linear,
    /// Equal ratios at equal distances; values at or below zero are left out.
    Log,
}

/// One curve: (x, y) in order of x.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its points; a point with a non-finite coordinate interrupts the curve.
    pub points: Vec<(f64, f64)>,
}

/// One plot with its own vertical axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Heading.
    pub title: String,
    /// Vertical scale.
    pub scale: Scale,
    /// Curves.
    pub series: Vec<Series>,
}

/// Panels stacked above a common horizontal axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Heading of the whole picture.
    pub title: String,
    /// What the horizontal axis counts.
    pub x_label: String,
    /// From top to bottom.
    pub panels: Vec<Panel>,
}

const WIDTH: f64 = 860.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 58.0;
const PANEL: f64 = 190.0;
const BETWEEN: f64 = 58.0;
const BOTTOM: f64 = 52.0;
/// Columns into which a long curve is gathered; each keeps its lowest and highest value.
const BUCKETS: usize = 700;
/// Distinguishable also without colour vision (Okabe and Ito).
pub(super) const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#444444",
];

/// The chart as a standalone SVG document on a white ground.
///
/// The same chart gives the same text on every platform. Curves with more points than the picture
/// has columns are thinned to the extremes of each column, so no spike is lost.
///
/// # Examples
/// ```
/// use gnash::report::{Chart, Panel, Series, line_chart};
/// let series = Series { name: "loss".into(), points: vec![(0.0, 1.0), (1.0, 0.5)] };
/// let panel = Panel { title: "losses".into(), series: vec![series], ..Panel::default() };
/// let chart = Chart { panels: vec![panel], ..Chart::default() };
/// assert!(line_chart(&chart).starts_with("<svg"));
/// ```
pub fn line_chart(chart: &Chart) -> String {
    let count = chart.panels.len().max(1) as f64;
    let height = TOP + count * PANEL + (count - 1.0) * BETWEEN + BOTTOM;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"#222222\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    text(
        &mut svg,
        (LEFT, 22.0),
        "start",
        "font-size=\"15\" font-weight=\"bold\"",
        &chart.title,
    );
    let panels: Vec<Vec<Vec<Point>>> = chart.panels.iter().map(usable).collect();
    let across = Axis::linear_over(panels.iter().flatten().flatten().map(|p| p.0));
    for (i, (panel, curves)) in chart.panels.iter().zip(&panels).enumerate() {
        let top = TOP + i as f64 * (PANEL + BETWEEN);
        draw_panel(&mut svg, panel, curves, &across, top);
    }
    text(
        &mut svg,
        (LEFT + (WIDTH - LEFT - RIGHT) / 2.0, height - 14.0),
        "middle",
        "",
        &chart.x_label,
    );
    svg.push_str("</svg>\n");
    svg
}

type Point = (f64, f64);

impl Axis {
    fn linear_over(values: impl Iterator<Item = f64> + Clone) -> Self {
        let (low, high) = range(values);
        Self::linear(low, high)
    }
}

/// Lowest and highest; 0 and 1 for no value.
fn range(values: impl Iterator<Item = f64> + Clone) -> Point {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    if low <= high { (low, high) } else { (0.0, 1.0) }
}

/// Each curve's points on the panel's scale; a point that cannot be shown is (NaN, NaN).
fn usable(panel: &Panel) -> Vec<Vec<Point>> {
    let scaled = |y: f64| match panel.scale {
        Scale::Linear => y,
        Scale::Log if y > 0.0 => libm::log10(y),
        Scale::Log => f64::NAN,
    };
    let shown = |&(x, y): &Point| match scaled(y) {
        y if x.is_finite() && y.is_finite() => (x, y),
        _ => (f64::NAN, f64::NAN),
    };
    let curves = panel.series.iter();
    curves
        .map(|series| series.points.iter().map(shown).collect())
        .collect()
}

fn draw_panel(svg: &mut String, panel: &Panel, curves: &[Vec<Point>], across: &Axis, top: f64) {
    let (low, high) = range(curves.iter().flatten().map(|p| p.1));
    let up = match panel.scale {
        Scale::Linear => Axis::linear(low, high),
        Scale::Log => Axis::decades(low, high),
    };
    let place = |(x, y): Point| (column(across, x), row(&up, y, top));
    frame(svg, across, &up, top);
    text(
        svg,
        (LEFT, top - 9.0),
        "start",
        "font-weight=\"bold\"",
        &panel.title,
    );
    legend(svg, panel, top);
    for (i, curve) in curves.iter().enumerate() {
        let colour = COLOURS[i % COLOURS.len()];
        let placed: Vec<Point> = curve.iter().map(|&p| place(p)).collect();
        for piece in placed.split(|p| !(p.0.is_finite() && p.1.is_finite())) {
            draw_curve(svg, &thin(piece), colour);
        }
    }
    if curves.iter().flatten().all(|p| p.0.is_nan()) {
        let middle = (LEFT + (WIDTH - LEFT - RIGHT) / 2.0, top + PANEL / 2.0);
        text(svg, middle, "middle", "fill=\"#888888\"", "nothing to show");
    }
}

fn column(axis: &Axis, x: f64) -> f64 {
    LEFT + (WIDTH - LEFT - RIGHT) * axis.place(x)
}

/// A margin of 4 % keeps curves off the frame.
fn row(axis: &Axis, y: f64, top: f64) -> f64 {
    top + PANEL * (0.96 - 0.92 * axis.place(y))
}

fn frame(svg: &mut String, across: &Axis, up: &Axis, top: f64) {
    let (right, bottom) = (WIDTH - RIGHT, top + PANEL);
    for (value, label) in &up.ticks {
        let y = row(up, *value, top);
        line(svg, (LEFT, y), (right, y), "#e4e4e4");
        text(svg, (LEFT - 7.0, y + 4.0), "end", "", label);
    }
    for (value, label) in &across.ticks {
        let x = column(across, *value);
        line(svg, (x, top), (x, bottom), "#e4e4e4");
        text(svg, (x, bottom + 16.0), "middle", "", label);
    }
    let width = right - LEFT;
    let _ = writeln!(
        svg,
        "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{width}\" height=\"{PANEL}\" fill=\"none\" stroke=\"#888888\"/>"
    );
}

/// Names from the right end of the heading line, in order.
fn legend(svg: &mut String, panel: &Panel, top: f64) {
    // widths are guessed: SVG text cannot be measured without a font
    let width = |series: &Series| 34.0 + 6.8 * series.name.chars().count() as f64;
    let mut x = WIDTH - RIGHT - panel.series.iter().map(width).sum::<f64>();
    for (i, series) in panel.series.iter().enumerate() {
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.2}\" y=\"{:.2}\" width=\"16\" height=\"3\" fill=\"{}\"/>",
            top - 14.5,
            COLOURS[i % COLOURS.len()]
        );
        text(svg, (x + 21.0, top - 9.0), "start", "", &series.name);
        x += width(series);
    }
}

fn draw_curve(svg: &mut String, piece: &[Point], colour: &str) {
    if let [(x, y)] = piece {
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"2.5\" fill=\"{colour}\"/>"
        );
    } else if !piece.is_empty() {
        svg.push_str("<polyline points=\"");
        for (i, (x, y)) in piece.iter().enumerate() {
            let space = if i == 0 { "" } else { " " };
            let _ = write!(svg, "{space}{x:.2},{y:.2}");
        }
        let _ = writeln!(
            svg,
            "\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.3\" stroke-linejoin=\"round\"/>"
        );
    }
}

/// At most the lowest and the highest point of each of [`BUCKETS`] equal runs, in their order.
fn thin(piece: &[Point]) -> Vec<Point> {
    if piece.len() <= 2 * BUCKETS {
        return piece.to_vec();
    }
    let run = piece.len().div_ceil(BUCKETS);
    let mut kept = Vec::with_capacity(2 * BUCKETS + 2);
    for points in piece.chunks(run) {
        let by_height = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
        if let (Some(&low), Some(&high)) = (
            points.iter().min_by(by_height),
            points.iter().max_by(by_height),
        ) {
            let (first, second) = if low.0 <= high.0 {
                (low, high)
            } else {
                (high, low)
            };
            kept.push(first);
            if second != first {
                kept.push(second);
            }
        }
    }
    kept
}

fn line(svg: &mut String, from: Point, to: Point, colour: &str) {
    let _ = writeln!(
        svg,
        "<line x1=\"{:.2}\" y1=\"{:.2}\" x2=\"{:.2}\" y2=\"{:.2}\" stroke=\"{colour}\"/>",
        from.0, from.1, to.0, to.1
    );
}

fn text(svg: &mut String, at: Point, anchor: &str, more: &str, content: &str) {
    if content.is_empty() {
        return;
    }
    let space = if more.is_empty() { "" } else { " " };
    let _ = write!(
        svg,
        "<text x=\"{:.2}\" y=\"{:.2}\" text-anchor=\"{anchor}\"{space}{more}>",
        at.0, at.1
    );
    for c in content.chars() {
        match c {
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '&' => svg.push_str("&amp;"),
            // XML 1.0 allows no other control characters at all
            c if c.is_control() => svg.push(' '),
            c => svg.push(c),
        }
    }
    svg.push_str("</text>\n");
}
