//! The arithmetic behind the benches: a wrong count would make every GFLOP/s wrong.

#[path = "../../benches/support/mod.rs"]
mod support;

use support::load::{machine_ticks, own_ticks};
use support::network::{Kind, Network, PASSES, network};
use support::statistics::Summary;

fn net(id: &str, width: f64) -> Network {
    network(id, width).expect("a known network")
}

/// The table in docs/performance.md, to the digits printed there; counted independently.
#[test]
fn a_step_needs_the_published_number_of_operations() {
    let gflop = |id, batch| net(id, 1.0).step_flops(batch) * 1e-9;
    assert_eq!(format!("{:.3}", gflop("mnist_dcgan", 17)), "1.139");
    assert_eq!(format!("{:.3}", gflop("mnist_dcgan", 64)), "4.289");
    assert_eq!(format!("{:.3}", gflop("cifar_dcgan", 64)), "521.071");
}

#[test]
fn sides_and_channels_chain_from_noise_to_image_to_one_number() {
    for (id, widths) in [
        ("mnist_dcgan", [1.0, 0.05, 0.15]),
        ("cifar_dcgan", [1.0, 0.004, 0.06]),
    ] {
        for width in widths {
            let net = net(id, width);
            for player in [&net.generator, &net.discriminator] {
                for pair in player.windows(2) {
                    assert_eq!(pair[0].side_out, pair[1].side_in);
                    assert_eq!(pair[0].channels_out, pair[1].channels_in);
                }
            }
            let (g, d) = (&net.generator[3], &net.discriminator[0]);
            assert_eq!((g.side_out, d.side_in), (net.image_side, net.image_side));
            assert_eq!(
                (g.channels_out, d.channels_in),
                (net.image_channels, net.image_channels)
            );
            let last = &net.discriminator[3];
            assert_eq!((last.side_out, last.channels_out), (1, 1));
        }
    }
}

#[test]
fn all_passes_of_a_layer_cost_the_same() {
    for id in ["mnist_dcgan", "cifar_dcgan"] {
        for layer in net(id, 1.0).layers() {
            for pass in PASSES {
                let g = layer.gemm(5, pass);
                assert_eq!(
                    (2 * g.m * g.n * g.k) as f64,
                    layer.flops(5),
                    "{}",
                    layer.name
                );
            }
        }
    }
}

/// The definition in words: every output pixel of a convolution, and every input pixel of a
/// transposed one, takes one multiply-add per channel pair and tap.
#[test]
fn operations_follow_from_the_definition_of_a_layer() {
    for layer in net("mnist_dcgan", 1.0).layers() {
        let side = match layer.kind {
            Kind::Conv => layer.side_out,
            Kind::Transposed => layer.side_in,
        };
        let taps = side * side * layer.channels_in * layer.channels_out * layer.kernel.pow(2);
        assert_eq!(layer.flops(3), (2 * 3 * taps) as f64, "{}", layer.name);
    }
}

#[test]
fn an_unknown_network_has_no_shapes() {
    assert_eq!(network("mnist", 1.0), None);
}

#[test]
fn medians_sit_in_the_middle_and_ranges_at_the_ends() {
    assert_eq!(Summary::of(&[]), None);
    let odd = Summary::of(&[3.0, 1.0, 10.0]).expect("three samples");
    assert_eq!(
        (odd.median, odd.min, odd.max, odd.count),
        (3.0, 1.0, 10.0, 3)
    );
    let even = Summary::of(&[4.0, 1.0, 2.0, 100.0]).expect("four samples");
    assert_eq!(even.median, 3.0);
    let inverse = odd.map(|t| 30.0 / t);
    assert_eq!(
        (inverse.median, inverse.min, inverse.max),
        (10.0, 3.0, 30.0)
    );
}

#[test]
fn busy_ticks_leave_out_idle_and_waiting_time() {
    let stat = "cpu  1 20 300 7777 8888 4000 50000 600000 9 9\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
    assert_eq!(machine_ticks(stat), Some(654_321.0));
    assert_eq!(machine_ticks("intr 5"), None);
}

#[test]
fn own_ticks_survive_a_process_name_with_brackets() {
    let stat = "7 (a b) (c)) S 1 2 3 4 5 6 7 8 9 10 40 2 0 0 20 0";
    assert_eq!(own_ticks(stat), Some(42.0));
    assert_eq!(own_ticks("no brackets"), None);
}
