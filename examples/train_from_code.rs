//! Training from code: a short run on embedded digits, watched by an observer of our own.
//!
//! `cargo run --release --example train_from_code`

use gnash::train::{Config, Data, Hyper, Length, MethodId, Observer, Options, Progress, Run};
use std::error::Error;

/// Keeps the largest ‖v‖² and stops the run when it explodes.
#[derive(Default)]
struct Watchman {
    largest: f64,
    steps: u64,
}

impl Observer for Watchman {
    fn stepped(&mut self, progress: Progress<'_>) {
        self.largest = self.largest.max(progress.record.field_norm_sq);
        self.steps += 1;
    }

    fn wants_stop(&self) -> bool {
        self.largest > 1e12
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // what is not said here comes from the table of defaults
    let options = Options {
        method: Some(MethodId::Gn),
        hyper: Hyper {
            h: Some(0.02),
            ..Hyper::NONE
        },
        data: Some(Data::Embedded { images: 200 }),
        width: Some(0.1),
        batch: Some(16),
        length: Some(Length::Steps(20)),
        ..Options::default()
    };
    let config = Config::new(&options)?;
    let parent = std::env::temp_dir().join(format!("gnash-example-{}", std::process::id()));
    let directory = parent.join("run");

    let mut watchman = Watchman::default();
    let outcome = Run::create(&config, Some(&directory))?.run(&mut watchman)?;
    assert_eq!((outcome.steps_done, watchman.steps), (20, 20));

    // ten more: the bytes of thirty in one go
    let more = Options {
        length: Some(Length::Steps(30)),
        ..Options::default()
    };
    let mut resumed = Run::resume(&directory, &more)?;
    let outcome = resumed.run(&mut watchman)?;
    assert_eq!((outcome.steps_done, watchman.steps), (30, 30));

    println!("{outcome:?}, largest |v|^2 {:.3e}", watchman.largest);
    std::fs::remove_dir_all(parent)?;
    Ok(())
}
