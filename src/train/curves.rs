//! `curves.svg`: a picture of `metrics.csv`.

use super::{Config, Record};
use crate::report::{Chart, Panel, Scale, Series, line_chart};

/// The curves of a run as SVG; the same rows give the same text.
pub(super) fn curves(config: &Config, records: &[Record]) -> String {
    let series = |name: &str, value: &dyn Fn(&Record) -> f64| Series {
        name: name.into(),
        points: records.iter().map(|r| (r.step as f64, value(r))).collect(),
    };
    let mut panels = vec![
        Panel {
            title: format!("objectives of {}", config.loss.id()),
            scale: Scale::Linear,
            series: vec![
                series("loss_x", &|r| r.loss_x),
                series("payoff_y", &|r| r.payoff_y),
            ],
        },
        Panel {
            title: "squared norm of the field v".into(),
            scale: Scale::Log,
            series: vec![series("‖v‖²", &|r| r.field_norm_sq)],
        },
    ];
    if records.iter().any(|r| r.phi.is_some()) {
        panels.push(Panel {
            title: "factor φ(s) of the step, and s".into(),
            scale: Scale::Log,
            series: vec![
                series("φ", &|r| r.phi.unwrap_or(f64::NAN)),
                series("−φ", &|r| r.phi.map_or(f64::NAN, |phi| -phi)),
                series("s", &|r| r.direction_norm_sq),
            ],
        });
    }
    line_chart(&Chart {
        title: format!("{} with {}", config.network.id(), config.method.id()),
        x_label: "step".into(),
        panels,
    })
}
