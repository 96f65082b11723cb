//! Descriptions that must be refused, and how.

use gnash::nn::{
    Activation, Affine, Conv2d, ConvTranspose2d, Layer, Linear, Network, NetworkError, Shape,
};

fn zero<T: std::fmt::Debug>(result: Result<T, NetworkError>) -> &'static str {
    match result {
        Err(NetworkError::Zero { what }) => what,
        other => panic!("expected a size of zero, found {other:?}"),
    }
}

const IMAGE: Shape = Shape::new(2, 5, 4);

#[test]
fn sizes_of_zero_are_named() {
    let conv = |c, h, w, o, k, s| Conv2d::new(Shape::new(c, h, w), o, k, s, 1);
    assert_eq!(zero(conv(0, 5, 4, 3, 3, 1)), "input channels");
    assert_eq!(zero(conv(2, 0, 4, 3, 2, 1)), "input plane");
    assert_eq!(zero(conv(2, 5, 0, 3, 2, 1)), "input plane");
    assert_eq!(zero(conv(2, 5, 4, 0, 3, 1)), "output channels");
    assert_eq!(zero(conv(2, 5, 4, 3, 0, 1)), "kernel side");
    assert_eq!(zero(conv(2, 5, 4, 3, 3, 0)), "stride");
    let up = |c, h, w, o, k, s| ConvTranspose2d::new(Shape::new(c, h, w), o, k, s, 0);
    assert_eq!(zero(up(0, 5, 4, 3, 3, 1)), "input channels");
    assert_eq!(zero(up(2, 0, 4, 3, 3, 1)), "input plane");
    assert_eq!(zero(up(2, 5, 0, 3, 3, 1)), "input plane");
    assert_eq!(zero(up(2, 5, 4, 0, 3, 1)), "output channels");
    assert_eq!(zero(up(2, 5, 4, 3, 0, 1)), "kernel side");
    assert_eq!(zero(up(2, 5, 4, 3, 3, 0)), "stride");
    assert_eq!(zero(Linear::new(0, 3)), "inputs");
    assert_eq!(zero(Linear::new(3, 0)), "outputs");
}

#[test]
fn kernels_larger_than_the_padded_input_are_refused() {
    let error = Conv2d::new(IMAGE, 3, 7, 1, 1).unwrap_err();
    let expected = NetworkError::KernelTooLarge {
        kernel: 7,
        input: IMAGE,
        padding: 1,
    };
    assert_eq!(error, expected);
    let sentence = "a 7x7 kernel does not fit into input 2x5x4 with padding 1";
    assert_eq!(error.to_string(), sentence);
    assert!(Conv2d::new(IMAGE, 3, 6, 1, 1).is_ok(), "it just fits");
}

#[test]
fn transposed_convolutions_without_an_output_are_refused() {
    // Side (4 − 1)·1 + 2 − 2·3 = −1, and exactly 0 with padding 1 on one pixel.
    let error = ConvTranspose2d::new(IMAGE, 3, 2, 1, 3).unwrap_err();
    let expected = NetworkError::NothingLeft {
        kernel: 2,
        input: IMAGE,
        stride: 1,
        padding: 3,
    };
    assert_eq!(error, expected);
    assert!(error.to_string().starts_with("padding 3 leaves no output"));
    let pixel = Shape::vector(2);
    assert!(ConvTranspose2d::new(pixel, 1, 2, 1, 1).is_err());
    assert!(ConvTranspose2d::new(pixel, 1, 3, 1, 1).is_ok());
}

#[test]
fn layers_that_do_not_fit_are_named() {
    let first = Layer::conv2d(IMAGE, 3, 3, 1, 1).unwrap();
    let second = Layer::conv2d(Shape::new(4, 5, 4), 1, 3, 1, 1).unwrap();
    let error = Network::new(vec![first, second]).unwrap_err();
    let expected = NetworkError::ShapeMismatch {
        layer: 1,
        expected: Shape::new(4, 5, 4),
        found: Shape::new(3, 5, 4),
    };
    assert_eq!(error, expected);
    let sentence = "layer 1 expects input 4x5x4, the layer before it gives 3x5x4";
    assert_eq!(error.to_string(), sentence);
    // A linear layer takes any shape of its length, and no other length.
    let linear = |inputs| Layer::linear(inputs, 2).unwrap();
    assert!(Network::new(vec![first, linear(60)]).is_ok());
    let error = Network::new(vec![first, linear(59)]).unwrap_err();
    assert!(matches!(
        error,
        NetworkError::ShapeMismatch { layer: 1, .. }
    ));
}

#[test]
fn empty_networks_and_bad_slopes_are_refused() {
    let error = Network::new(vec![]).unwrap_err();
    assert_eq!(error, NetworkError::Empty);
    assert_eq!(error.to_string(), "a network needs at least one layer");
    let layer = Layer::new(Affine::Linear(Linear::new(2, 2).unwrap()))
        .with_activation(Activation::LeakyRelu { slope: 0.0 });
    let error = Network::new(vec![layer]).unwrap_err();
    assert_eq!(error, NetworkError::Slope { slope: 0.0 });
    assert!(error.to_string().ends_with("must lie in (0, 1], found 0"));
}
