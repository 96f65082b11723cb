//! Round numbers on an axis.

/// An axis: the range shown and where its labels stand.
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// Where a value lies, 0 at `low` and 1 at `high`.
    pub(super) fn place(&self, value: f64) -> f64 {
        // halves first: high − low may overflow
        (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0)
    }

    /// A linear axis over [low, high], widened a little if it is a point, with 3 to 8 ticks.
    pub(super) fn linear(low: f64, high: f64) -> Self {
        let (low, high) = widened(low, high);
        let step = nice_step((high / 2.0 - low / 2.0) / 3.5);
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        let count = (last - first).clamp(0.0, 20.0) as u32;
        let ticks = (0..=count)
            .map(|i| (first + f64::from(i)) * step)
            .map(|value| (value, label(value, step)))
            .collect();
        Self { low, high, ticks }
    }

    /// An axis for base-10 logarithms, labelled with powers of ten where there are at least two.
    pub(super) fn decades(low: f64, high: f64) -> Self {
        let (low, high) = widened(low, high);
        let (first, last) = (low.ceil() as i32, high.floor() as i32);
        if last - first < 1 {
            return Self::within_a_decade(low, high);
        }
        let every = (last - first) / 6 + 1;
        let ticks = (first..=last)
            .filter(|power| power % every == 0)
            .map(|power| (f64::from(power), format!("1e{power}")))
            .collect();
        Self { low, high, ticks }
    }

    /// A logarithmic axis too short for powers of ten: round values, at their logarithms.
    fn within_a_decade(low: f64, high: f64) -> Self {
        let ends = [low, high].map(|end| libm::exp10(end).clamp(f64::MIN_POSITIVE, f64::MAX));
        let ticks = Self::linear(ends[0], ends[1]).ticks;
        let ticks = ticks
            .into_iter()
            .map(|(value, label)| (libm::log10(value), label));
        let ticks = ticks
            .filter(|&(value, _)| (low..=high).contains(&value))
            .collect();
        Self { low, high, ticks }
    }
}

/// Room around a single value, none otherwise.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let least = 1e-9 * low.abs().max(high.abs()).max(1e-290);
    if high / 2.0 - low / 2.0 > least {
        (low, high)
    } else {
        let room = if low == 0.0 { 0.5 } else { 0.1 * low.abs() };
        ((low - room).max(f64::MIN), (high + room).min(f64::MAX))
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is at least `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = libm::floor(libm::log10(rough));
    let unit = libm::exp10(power);
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * unit)
        .find(|&step| step >= rough * (1.0 - 1e-12))
        .unwrap_or(10.0 * unit)
}

/// A multiple of `step` with as many digits as the step needs.
fn label(value: f64, step: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let power = libm::floor(libm::log10(step) + 1e-9) as i32;
    if value.abs() < 1e5 && (-4..=4).contains(&power) {
        return format!("{value:.*}", (-power).max(0) as usize);
    }
    let digits = libm::floor(libm::log10(value.abs())) as i32 - power;
    format!("{value:.*e}", digits.clamp(0, 6) as usize)
}
