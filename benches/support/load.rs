//! How many cores other processes used meanwhile (Linux; elsewhere nothing is known).

use std::fs::read_to_string;
use std::time::Instant;

/// From this many busy foreign cores on, a timing counts as contended.
pub const CONTENDED: f64 = 0.15;

/// The kernel's clock tick in these files, fixed by its interface to programs.
const TICKS_PER_SECOND: f64 = 100.0;

/// Ticks of the machine and of this process at one moment.
pub struct Load {
    at: Instant,
    machine: f64,
    own: f64,
}

impl Load {
    /// Starts watching; `None` where the system does not tell.
    pub fn start() -> Option<Self> {
        Some(Self {
            at: Instant::now(),
            machine: machine_ticks(&read_to_string("/proc/stat").ok()?)?,
            own: own_ticks(&read_to_string("/proc/self/stat").ok()?)?,
        })
    }

    /// Cores that others kept busy since the start, on average. A tick is 10 ms: under half a
    /// second the answer is coarse.
    pub fn other_cores(&self) -> Option<f64> {
        let now = Self::start()?;
        let seconds = now.at.duration_since(self.at).as_secs_f64();
        let others = (now.machine - self.machine) - (now.own - self.own);
        (seconds > 0.0).then(|| (others / TICKS_PER_SECOND / seconds).max(0.0))
    }
}

/// Busy ticks of all cores: user, nice, system, interrupts, and what the host took away.
pub fn machine_ticks(stat: &str) -> Option<f64> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = line
        .split_whitespace()
        .map(|t| t.parse().ok())
        .collect::<Option<_>>()?;
    [0, 1, 2, 5, 6, 7].iter().map(|&i| ticks.get(i)).sum()
}

/// User and system ticks of one process; its name may contain spaces and brackets.
pub fn own_ticks(stat: &str) -> Option<f64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(user + system)
}
