//! Figures of the plane: points where they belong, sound text for whatever data.
//!
//! Broken by hand: with `1.0 - ` left out of the vertical place, `up_is_up` fails; without
//! `escape`, `names_are_escaped` fails.

use gnash::report::{Layer, Mark, Plane, StripTable, plane_figure, strip_table};

fn plane(mark: Mark) -> Plane {
    Plane {
        title: "a<b&c".into(),
        labels: ("x".into(), "y".into()),
        across: (-1.0, 1.0),
        upwards: (-2.0, 2.0),
        layers: vec![Layer {
            name: "n<m".into(),
            colour: 9,
            mark,
        }],
    }
}

/// Centres of the dots.
fn dots(svg: &str) -> Vec<(f64, f64)> {
    let number = |text: &str, key: &str| -> f64 {
        let rest = &text[text.find(key).unwrap() + key.len()..];
        rest[..rest.find('"').unwrap()].parse().unwrap()
    };
    svg.split("<circle ")
        .skip(1)
        .map(|c| (number(c, "cx=\""), number(c, "cy=\"")))
        .collect()
}

#[test]
fn up_is_up_and_the_middle_is_the_middle() {
    let svg = plane_figure(
        "t",
        &[plane(Mark::Dots(vec![
            (0.0, 0.0),
            (1.0, 2.0),
            (-1.0, -2.0),
        ]))],
    );
    let dots = dots(&svg);
    let (middle, corner, other) = (dots[0], dots[1], dots[2]);
    assert!(corner.0 > middle.0 && corner.1 < middle.1);
    assert_eq!(middle.0 * 2.0, corner.0 + other.0);
    assert_eq!(middle.1 * 2.0, corner.1 + other.1);
}

#[test]
fn names_are_escaped_and_points_that_are_not_finite_left_out() {
    let points = vec![
        (f64::NAN, 0.0),
        (0.0, f64::INFINITY),
        (0.5, 0.5),
        (1e300, 0.0),
    ];
    let curve = Mark::Curve {
        points: points.clone(),
        dashed: true,
    };
    let svg = plane_figure("<t>", &[plane(curve), plane(Mark::Dots(points))]);
    assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("a<b"));
    assert!(svg.contains("a&lt;b&amp;c") && svg.contains("&lt;t&gt;") && svg.contains("n&lt;m"));
}

#[test]
fn a_strip_has_one_field_per_entry() {
    let table = StripTable {
        title: "t".into(),
        along: "h".into(),
        rows: vec!["r".into()],
        columns: vec!["c".into(), "d".into()],
        legend: vec!["yes".into(), "no".into()],
        strips: vec![vec![vec![0, 1, 1], vec![]]],
    };
    // the ground, three entries, two in the legend
    assert_eq!(strip_table(&table).matches("<rect").count(), 6);
}
