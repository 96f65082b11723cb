//! A dense four-dimensional array in the standard order N×C×H×W.

use gnash::scalar::Real;

/// `data[((n·C + c)·H + h)·W + w]`, `dims` = [N, C, H, W].
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor<T> {
    /// [N, C, H, W].
    pub dims: [usize; 4],
    /// The entries, w fastest.
    pub data: Vec<T>,
}

impl<T: Real> Tensor<T> {
    /// An array of zeros.
    pub fn zeros(dims: [usize; 4]) -> Self {
        Self {
            dims,
            data: vec![T::zero(); dims.iter().product()],
        }
    }

    /// An array with the given entries.
    pub fn new(dims: [usize; 4], data: Vec<T>) -> Self {
        assert_eq!(
            data.len(),
            dims.iter().product::<usize>(),
            "entries of {dims:?}"
        );
        Self { dims, data }
    }

    fn index(&self, [n, c, h, w]: [usize; 4]) -> usize {
        let [_, channels, height, width] = self.dims;
        ((n * channels + c) * height + h) * width + w
    }

    /// The entry at [n, c, h, w].
    pub fn at(&self, place: [usize; 4]) -> T {
        self.data[self.index(place)]
    }

    /// Adds to the entry at [n, c, h, w].
    pub fn add(&mut self, place: [usize; 4], value: T) {
        let index = self.index(place);
        self.data[index] += value;
    }

    /// The same array with every entry mapped.
    pub fn map<U: Real>(&self, f: impl Fn(T) -> U) -> Tensor<U> {
        Tensor::new(self.dims, self.data.iter().map(|&a| f(a)).collect())
    }

    /// Two arrays of one shape, entry by entry.
    pub fn zip(&self, other: &Self, f: impl Fn(T, T) -> T) -> Self {
        assert_eq!(self.dims, other.dims, "arrays of one shape");
        let pairs = self.data.iter().zip(&other.data);
        Self::new(self.dims, pairs.map(|(&a, &b)| f(a, b)).collect())
    }

    /// Sample n as one flat slice (c, h, w).
    pub fn sample(&self, n: usize) -> &[T] {
        let size = self.data.len() / self.dims[0];
        &self.data[n * size..(n + 1) * size]
    }

    /// From the layout of the fast kernels, `data[((c·H + h)·W + w)·N + n]`.
    pub fn from_chwn(dims: [usize; 4], data: &[T]) -> Self {
        assert_eq!(
            data.len(),
            dims.iter().product::<usize>(),
            "entries of {dims:?}"
        );
        let mut tensor = Self::zeros(dims);
        for (place, index) in chwn_indices(dims) {
            tensor.add(place, data[index]);
        }
        tensor
    }

    /// To the layout of the fast kernels.
    pub fn to_chwn(&self) -> Vec<T> {
        let mut data = vec![T::zero(); self.data.len()];
        for (place, index) in chwn_indices(self.dims) {
            data[index] = self.at(place);
        }
        data
    }
}

/// Every place [n, c, h, w] with its index in the layout C×H×W×N.
fn chwn_indices(dims: [usize; 4]) -> Vec<([usize; 4], usize)> {
    let [batch, _, height, width] = dims;
    places(dims)
        .into_iter()
        .map(|[n, c, h, w]| ([n, c, h, w], ((c * height + h) * width + w) * batch + n))
        .collect()
}

/// Every place of an array, last index fastest.
pub fn places([a, b, c, d]: [usize; 4]) -> Vec<[usize; 4]> {
    let mut all = Vec::with_capacity(a * b * c * d);
    for i in 0..a {
        for j in 0..b {
            for k in 0..c {
                for l in 0..d {
                    all.push([i, j, k, l]);
                }
            }
        }
    }
    all
}
