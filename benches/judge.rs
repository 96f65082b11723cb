//! How long it takes to judge five logged steps of ten million f32 parameters, and in how much
//! memory.
//!
//! `cargo bench --bench judge` writes a transcript per method to the temporary directory, with a
//! conforming run in f32, and judges it, the search for entries that coincide included.

use gnash::oracle::judge::judge_file;
use gnash::oracle::rules::{Entry, Player, Sums, rule};
use gnash::spec::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const STEPS: usize = 5;

fn methods() -> Vec<(&'static str, Method<f32>)> {
    let core = Gn {
        step: 0.01,
        damping: 0.5,
        form: Form::Inverse,
    };
    let steps = Steps::same(1e-3);
    vec![
        ("gda", Gda { steps }.into()),
        (
            "adam",
            Adam {
                steps,
                beta1: 0.9,
                beta2: 0.999,
                eps: 1e-8,
            }
            .into(),
        ),
        ("gn", core.into()),
        (
            "nlcg",
            Nlcg {
                steps,
                conjugacy: Conjugacy::Prp,
                mu: 2.0,
            }
            .into(),
        ),
        (
            "gn_adaptive",
            GnAdaptive {
                core,
                decay: 0.99,
                eps: 1e-7,
            }
            .into(),
        ),
    ]
}

fn settings(method: &Method<f32>) -> String {
    let list = method
        .settings()
        .into_iter()
        .map(|(name, value)| match value {
            Value::Number(number) => format!("\"{name}\": \"{number:?}\""),
            Value::Count(count) => format!("\"{name}\": {count}"),
            Value::Word(word) => format!("\"{name}\": \"{word}\""),
            Value::Flag(flag) => format!("\"{name}\": {flag}"),
        });
    let list: Vec<_> = list.collect();
    format!("{{\"id\": \"{}\", {}}}", method.id(), list.join(", "))
}

/// A number in (−1, 1) for each place and step.
fn noise(i: usize, k: usize) -> f32 {
    let mut a = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (k as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    a ^= a >> 31;
    a = a.wrapping_mul(0x94d0_49bb_1331_11eb);
    a ^= a >> 29;
    (a >> 40) as f32 / (1 << 23) as f32 - 1.0
}

/// A sum in blocks, which are added in pairs as numpy.sum and torch.sum do it.
#[derive(Clone, Default)]
struct Blocked {
    done: Vec<f32>,
    block: f32,
    count: usize,
}

impl Blocked {
    fn add(&mut self, term: f32) {
        self.block += term;
        self.count += 1;
        if self.count.is_multiple_of(128) {
            self.done.push(std::mem::take(&mut self.block));
        }
    }
    fn total(&self) -> f32 {
        fn pairs(list: &[f32]) -> f32 {
            match list {
                [] => 0.0,
                [one] => *one,
                _ => {
                    let (a, b) = list.split_at(list.len() / 2);
                    pairs(a) + pairs(b)
                }
            }
        }
        pairs(&self.done) + self.block
    }
}

/// Logs a run on n coordinates whose fields are noise, a tensor at a time.
fn write(path: &Path, method: &Method<f32>, n: usize) -> std::io::Result<()> {
    let nx = n / 3;
    let rest = format!(
        "{{\"transcript\": 1, \"scalar\": \"f32\", \"method\": {}, \"nx\": {nx}}}",
        settings(method)
    );
    let mut header = format!(
        "{{\"__metadata__\": {{\"gnash\": \"{}\"}}",
        rest.replace('"', "\\\"")
    );
    let names = (0..STEPS).flat_map(|k| {
        let v = (k + 1 < STEPS).then(|| format!("v.{k}"));
        std::iter::once(format!("p.{k}")).chain(v)
    });
    for (i, name) in names.enumerate() {
        let (start, end) = (4 * n * i, 4 * n * (i + 1));
        header += &format!(
            ", \"{name}\": {{\"dtype\": \"F32\", \"shape\": [{n}], \"data_offsets\": [{start}, {end}]}}"
        );
    }
    header.push('}');
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    let rule = rule(method).expect("a method that consumes fields alone");
    let width = rule.memory();
    let mut memory = vec![0.0_f32; n * width];
    let mut p: Vec<f32> = (0..n).map(|i| noise(i, 99)).collect();
    for k in 0..STEPS {
        p.iter()
            .try_for_each(|a| file.write_all(&a.to_le_bytes()))?;
        if k + 1 == STEPS {
            break;
        }
        let v: Vec<f32> = (0..n).map(|i| 0.01 * noise(i, k)).collect();
        v.iter()
            .try_for_each(|a| file.write_all(&a.to_le_bytes()))?;
        let entry = |i: usize, p: f32| Entry {
            player: if i < nx { Player::X } else { Player::Y },
            p,
            v: v[i],
            mid: 0.0,
            memory: &mut [],
        };
        let mut terms = vec![0.0_f32; rule.sums()];
        let mut sums = [
            vec![Blocked::default(); rule.sums()],
            vec![Blocked::default(); rule.sums()],
        ];
        for i in 0..n {
            let memory = &mut memory[i * width..(i + 1) * width];
            rule.gather(
                k,
                &mut Entry {
                    memory,
                    ..entry(i, p[i])
                },
                &mut terms,
            );
            let own = &mut sums[usize::from(i >= nx)];
            own.iter_mut()
                .zip(&terms)
                .for_each(|(sum, term)| sum.add(*term));
        }
        let total = |sums: &Vec<Blocked>| sums.iter().map(Blocked::total).collect();
        let sums = Sums {
            x: total(&sums[0]),
            y: total(&sums[1]),
        };
        for i in 0..n {
            let memory = &mut memory[i * width..(i + 1) * width];
            p[i] = rule.advance(
                k,
                &sums,
                &mut Entry {
                    memory,
                    ..entry(i, p[i])
                },
            );
        }
    }
    file.flush()
}

/// The most memory that this process has had at once, in bytes, where the system tells.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(1024 * kib)
}

/// Seconds that this process has computed for, in user mode, where the system tells.
fn busy() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields = status.rsplit(')').next()?;
    // in hundredths, as Linux has them for programs
    let ticks: f64 = fields.split_whitespace().nth(11)?.parse().ok()?;
    Some(ticks / 100.0)
}

fn main() -> std::io::Result<()> {
    let directory = tempfile::tempdir()?;
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let argument = |name: &str| {
        wanted
            .iter()
            .find_map(|a| a.strip_prefix(name).map(String::from))
    };
    // a process of its own for each: the peak of memory is that of a process
    if let (Some(path), Some(name)) = (argument("file="), argument("name=")) {
        let started = Instant::now();
        let verdict = judge_file(Path::new(&path));
        let seconds = started.elapsed().as_secs_f64();
        let size = std::fs::metadata(&path)?.len() as f64;
        let busy = busy().map_or("?".into(), |busy| format!("{busy:.2}"));
        let peak = peak().map_or("?".into(), |peak| format!("{:.2}", peak as f64 / size));
        println!(
            "{name:12} {seconds:6.2} s ({busy} s of all cores), {peak} times the file in memory: {}",
            verdict.verdict
        );
        println!(
            "             bound {:?}, coincide: {}",
            verdict.bound,
            verdict.indistinguishable.join(", ")
        );
        return Ok(());
    }
    let n = argument("n=")
        .and_then(|n| n.parse().ok())
        .unwrap_or(10_000_000);
    for (name, method) in methods() {
        let path = directory.path().join(format!("{name}.safetensors"));
        write(&path, &method, n)?;
        let own = std::env::current_exe()?;
        let mut child = std::process::Command::new(own);
        child
            .arg(format!("file={}", path.display()))
            .arg(format!("name={name}"));
        if !child.status()?.success() {
            eprintln!("{name}: failed");
        }
        std::fs::remove_file(path)?;
    }
    Ok(())
}
