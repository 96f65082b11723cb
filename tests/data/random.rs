//! Streams: pinned values, exactness of the samplers, and distributional sanity.

use gnash::random::{Purpose, Stream, normal_quantile};

#[test]
fn print_pins() {
    let mut s = Stream::new(0, Purpose::Noise, 0);
    for _ in 0..3 {
        println!("{:#x}", s.next_u64());
    }
    for (seed, purpose, index) in [
        (0, Purpose::Noise, 0),
        (1, Purpose::Noise, 0),
        (0, Purpose::Penalty, 0),
        (0, Purpose::Noise, 1),
    ] {
        let mut s = Stream::new(seed, purpose, index);
        let z: [f64; 3] = std::array::from_fn(|_| s.normal());
        println!("{z:?}");
    }
    println!("{:?}", Stream::new(3, Purpose::Shuffle, 0).permutation(10));
    println!("{}", normal_quantile(0.3));
}
