//! Memory of one sweep through a network: values, adjoints, patches. Allocated once per batch size.

use super::{Element, Layer, Network};

/// Per-channel statistics of one batch-normalised layer (or their tangents).
#[derive(Clone, Debug, PartialEq)]
pub struct Moments<T> {
    /// μ.
    pub mean: Vec<T>,
    /// σ², biased.
    pub variance: Vec<T>,
    /// r = 1/√(σ² + ε).
    pub inv_std: Vec<T>,
}

impl<T: Element> Moments<T> {
    /// All zero.
    pub fn zeros(channels: usize) -> Self {
        let zeros = vec![T::zero(); channels];
        Self {
            mean: zeros.clone(),
            variance: zeros.clone(),
            inv_std: zeros,
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct LayerTape<T> {
    /// im2col of the input.
    pub cols: Vec<T>,
    /// x̂ of a batch-normalised layer.
    pub xhat: Vec<T>,
    pub moments: Moments<T>,
    /// a.
    pub out: Vec<T>,
    /// Adjoint of a.
    pub grad_out: Vec<T>,
    /// Adjoint of y = γ x̂ + β, for a batch-normalised layer.
    pub grad_y: Vec<T>,
    /// Adjoint of the affine map's result.
    pub grad_z: Vec<T>,
}

/// Lengths of the large slices of a layer's tape.
struct Lengths {
    cols: usize,
    xhat: usize,
    out: usize,
    /// Of `grad_out` and of `grad_z`.
    grad: usize,
    grad_y: usize,
}

impl Lengths {
    fn of(layer: &Layer, batch: usize, reverse: bool) -> Self {
        let size = layer.affine.output().len() * batch;
        let normed = if layer.batch_norm { size } else { 0 };
        let reversed = |len: usize| if reverse { len } else { 0 };
        Self {
            cols: layer.affine.kept_cols_len(batch),
            xhat: normed,
            out: size,
            grad: reversed(size),
            grad_y: reversed(normed),
        }
    }

    fn total(&self) -> usize {
        self.cols + self.xhat + self.out + 2 * self.grad + self.grad_y
    }
}

/// Scratch memory that all layers share.
fn scratch_len(network: &Network, batch: usize) -> usize {
    let layers = network.layers().iter();
    let lengths = layers.map(|layer| layer.affine.scratch_len(batch));
    lengths.max().unwrap_or(0)
}

impl Network {
    /// Scalars of a [`Tape`] for forward and reverse sweeps over `batch` samples, moments aside:
    /// proportional to the batch.
    pub fn tape_len(&self, batch: usize) -> usize {
        let layers = self.layers().iter();
        let lengths = layers.map(|layer| Lengths::of(layer, batch, true).total());
        lengths.sum::<usize>() + scratch_len(self, batch)
    }
}

impl<T: Element> LayerTape<T> {
    fn new(layer: &Layer, batch: usize, reverse: bool) -> Self {
        let normed = if layer.batch_norm {
            layer.affine.output().channels
        } else {
            0
        };
        let lengths = Lengths::of(layer, batch, reverse);
        let zeros = |len: usize| vec![T::zero(); len];
        Self {
            cols: zeros(lengths.cols),
            xhat: zeros(lengths.xhat),
            moments: Moments::zeros(normed),
            out: zeros(lengths.out),
            grad_out: zeros(lengths.grad),
            grad_y: zeros(lengths.grad_y),
            grad_z: zeros(lengths.grad),
        }
    }
}

/// Memory of one sweep. A second tape of the same network holds the tangents of the first.
#[derive(Clone, Debug)]
pub struct Tape<T> {
    pub(super) layers: Vec<LayerTape<T>>,
    pub(super) scratch: Vec<T>,
    pub(super) batch: usize,
}

impl<T: Element> Tape<T> {
    /// Memory for forward and reverse sweeps over batches of exactly `batch` samples.
    pub fn new(network: &Network, batch: usize) -> Self {
        Self::with_reverse(network, batch, true)
    }

    /// Memory for forward sweeps only.
    pub fn forward_only(network: &Network, batch: usize) -> Self {
        Self::with_reverse(network, batch, false)
    }

    fn with_reverse(network: &Network, batch: usize, reverse: bool) -> Self {
        let layers = network.layers().iter();
        Self {
            layers: layers
                .map(|layer| LayerTape::new(layer, batch, reverse))
                .collect(),
            scratch: vec![T::zero(); scratch_len(network, batch)],
            batch,
        }
    }

    /// N.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// The network's output of the last forward sweep, CHWN.
    pub fn output(&self) -> &[T] {
        &self.layers[self.layers.len() - 1].out
    }

    /// Where to put the adjoint of the output before a reverse sweep.
    pub fn seed_mut(&mut self) -> &mut [T] {
        let last = self.layers.len() - 1;
        &mut self.layers[last].grad_out
    }

    /// Batch statistics of layer `index` in the last forward sweep; empty without batch norm.
    pub fn moments(&self, index: usize) -> &Moments<T> {
        &self.layers[index].moments
    }
}
