//! Questions per second of `gnash oracle ask` on one core: trajectories of ten steps in the plane.
//!
//! Time is that of the processor, so that other programs do not count; where the system does not
//! tell (other than Linux) it is that of the clock. A round takes about a second, because the
//! processor's time comes in ticks of 10 ms.

mod support;

use gnash::oracle::stream::answer_all;
use std::fmt::Write as _;
use std::fs::read_to_string;
use std::time::Instant;
use support::load::own_ticks;
use support::statistics::Summary;

const QUESTIONS: usize = 20_000;
const ROUNDS: usize = 7;

/// Seconds of the processor that this process took so far.
fn seconds(start: Instant) -> f64 {
    let stat = read_to_string("/proc/self/stat").ok();
    let ticks = stat.and_then(|stat| own_ticks(&stat));
    ticks.map_or_else(|| start.elapsed().as_secs_f64(), |ticks| ticks / 100.0)
}

/// As many questions as that, each with another point.
fn questions(game: &str, method: &str) -> String {
    let mut text = String::new();
    for i in 0..QUESTIONS {
        let x = i as f64 / QUESTIONS as f64;
        // writing to a String cannot fail
        let _ = writeln!(
            text,
            r#"{{"id":{i},"ask":"trajectory","game":{game},"method":{method},"p0":["{x}","-0.25"],"nx":1,"steps":10,"at":[1,5,10]}}"#
        );
    }
    text
}

fn main() {
    let g1 = r#"{"kind":"g1"}"#;
    let quadratic = r#"{"kind":"quadratic","P":[["1.5"]],"M":[["0.3"]],"Q":[["0.7"]],"b":["0.1"],"c":["-0.2"]}"#;
    let dirac = r#"{"kind":"dirac","variant":"nonsaturating","r1":"0.1"}"#;
    let cases = [
        ("gda on g1", g1, r#"{"id":"gda","h":"0.05"}"#),
        (
            "gn on quadratic",
            quadratic,
            r#"{"id":"gn","h":"0.1","lam":"0.5","form":"inverse"}"#,
        ),
        ("adam on dirac", dirac, r#"{"id":"adam","h":"0.01"}"#),
        ("cgd on quadratic", quadratic, r#"{"id":"cgd","h":"0.1"}"#),
        ("fr on g1", g1, r#"{"id":"fr","hx":"0.05","hy":"0.1"}"#),
    ];
    println!("questions per second of one core, trajectories of 10 steps in the plane");
    println!("{:<20} {:>9} {:>9} {:>9}", "case", "median", "min", "max");
    let start = Instant::now();
    for (name, game, method) in cases {
        let input = questions(game, method);
        let mut rates = Vec::new();
        for round in 0..=ROUNDS {
            let before = seconds(start);
            let mut asked = 0;
            while seconds(start) - before < 0.5 {
                let mut output = Vec::new();
                let tally = answer_all(input.as_bytes(), &mut output, None).expect("no file");
                assert_eq!(tally.failed, 0, "{}", String::from_utf8_lossy(&output));
                asked += tally.asked;
            }
            // the first round warms up
            if round > 0 {
                rates.push(asked as f64 / (seconds(start) - before));
            }
        }
        let rate = Summary::of(&rates).expect("at least one round");
        let Summary {
            median, min, max, ..
        } = rate;
        println!("{name:<20} {median:>9.0} {min:>9.0} {max:>9.0}");
    }
    println!("(wanted: at least 20000)");
}
