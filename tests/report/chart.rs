//! SVG charts: sound text for whatever data, and points where they belong.

use gnash::report::{Chart, Panel, Scale, Series, line_chart};
use proptest::prelude::*;

fn chart(scale: Scale, points: Vec<(f64, f64)>) -> Chart {
    let series = Series {
        name: "a<b&c".into(),
        points,
    };
    Chart {
        title: "run".into(),
        x_label: "step".into(),
        panels: vec![Panel {
            title: "p".into(),
            scale,
            series: vec![series],
        }],
    }
}

/// Points of every polyline.
fn curves(svg: &str) -> Vec<Vec<(f64, f64)>> {
    let point = |pair: &str| {
        let (x, y) = pair.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    svg.split("<polyline points=\"")
        .skip(1)
        .map(|rest| {
            rest[..rest.find('"').unwrap()]
                .split(' ')
                .map(point)
                .collect()
        })
        .collect()
}

#[test]
fn equal_steps_stand_at_equal_distances_and_up_is_up() {
    let svg = line_chart(&chart(
        Scale::Linear,
        vec![(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)],
    ));
    let curve = &curves(&svg)[0];
    assert!((curve[2].0 - 2.0 * curve[1].0 + curve[0].0).abs() < 0.02);
    assert!((curve[2].1 - 2.0 * curve[1].1 + curve[0].1).abs() < 0.02);
    assert!(curve[0].1 > curve[2].1);
}

#[test]
fn equal_ratios_stand_at_equal_distances_on_a_log_axis() {
    let svg = line_chart(&chart(
        Scale::Log,
        vec![(0.0, 1e-6), (1.0, 1e-3), (2.0, 1.0)],
    ));
    let curve = &curves(&svg)[0];
    assert!((curve[2].1 - 2.0 * curve[1].1 + curve[0].1).abs() < 0.02);
    assert!(svg.contains(">1e-4</text>"), "{svg}");
}

#[test]
fn a_value_that_cannot_be_shown_interrupts_the_curve() {
    let points = |bad| vec![(0.0, 1.0), (1.0, 2.0), (2.0, bad), (3.0, 2.0), (4.0, 1.0)];
    for (scale, bad) in [
        (Scale::Linear, f64::NAN),
        (Scale::Linear, f64::INFINITY),
        (Scale::Log, 0.0),
        (Scale::Log, -1.0),
    ] {
        let pieces = curves(&line_chart(&chart(scale, points(bad))));
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    }
}

#[test]
fn a_spike_survives_thinning() {
    let points = |spike: usize| {
        let height = |i| if i == spike { 1.0 } else { 0.0 };
        (0..100_000).map(|i| (i as f64, height(i))).collect()
    };
    let svg = line_chart(&chart(Scale::Linear, points(56_789)));
    let curve = &curves(&svg)[0];
    assert!(curve.len() <= 1402, "{}", curve.len());
    let heights = curve.iter().map(|p| p.1);
    let spread = heights.clone().fold(0.0, f64::max) - heights.fold(f64::MAX, f64::min);
    assert!(spread > 150.0, "{spread}");
}

#[test]
fn ticks_are_round_numbers() {
    let svg = line_chart(&chart(Scale::Linear, vec![(0.0, 0.07), (5000.0, 0.93)]));
    for label in [">0<", ">1000<", ">5000<", ">0.2<", ">0.8<"] {
        assert!(svg.contains(label), "{label} in {svg}");
    }
}

#[test]
fn nothing_or_one_point_still_makes_a_picture() {
    let empty = line_chart(&chart(Scale::Log, vec![]));
    assert!(empty.contains("nothing to show"));
    assert!(line_chart(&Chart::default()).ends_with("</svg>\n"));
    let one = line_chart(&chart(Scale::Log, vec![(3.0, 1e-300)]));
    assert!(one.contains("<circle") && !one.contains("nothing to show"));
}

#[test]
fn names_are_escaped_and_control_characters_dropped() {
    let mut chart = chart(Scale::Linear, vec![(0.0, 1.0)]);
    chart.title = "a\u{0}b".into();
    let svg = line_chart(&chart);
    assert!(svg.contains("a&lt;b&amp;c"));
    assert!(!svg.contains('\u{0}'));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_data_gives_finite_coordinates_and_the_same_text_twice(
        points in prop::collection::vec((any::<f64>(), any::<f64>()), 0..20),
        log in any::<bool>(),
    ) {
        let chart = chart(if log { Scale::Log } else { Scale::Linear }, points);
        let svg = line_chart(&chart);
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", svg);
        prop_assert!(svg.lines().count() < 60, "{}", svg);
        prop_assert_eq!(&svg, &line_chart(&chart));
    }
}
