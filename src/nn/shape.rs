//! Sizes of an activation.

/// Channels and plane of an activation; the batch size N travels separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// C.
    pub channels: usize,
    /// H.
    pub height: usize,
    /// W.
    pub width: usize,
}

impl Shape {
    /// C × H × W.
    pub const fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
        }
    }

    /// A vector: C × 1 × 1.
    pub const fn vector(channels: usize) -> Self {
        Self::new(channels, 1, 1)
    }

    /// H·W.
    pub const fn plane(self) -> usize {
        self.height * self.width
    }

    /// C·H·W, the scalars of one sample.
    pub const fn len(self) -> usize {
        self.channels * self.plane()
    }

    /// No scalars at all.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}x{}x{}", self.channels, self.height, self.width)
    }
}
