//! A known bug of faer 0.24.4, kept in sight.

use faer::{MatMut, MatRef};

/// `MatMut::from_row_major_slice_with_stride_mut` builds a *column-major* view: entry (i, j) is at
/// j·stride + i instead of i·stride + j. Hence `matmul` goes through the transpose of a
/// column-major view. When this test fails, an upgrade has mended it: turn the assertion round.
#[test]
fn row_major_mutable_views_with_a_stride_are_column_major() {
    // 2×3 with rows 4 apart.
    let mut data: Vec<f64> = (0..12).map(f64::from).collect();
    let copy = data.clone();
    let right = MatRef::from_row_major_slice_with_stride(&copy, 2, 3, 4);
    let wrong = MatMut::from_row_major_slice_with_stride_mut(&mut data, 2, 3, 4);
    for i in 0..2 {
        for j in 0..3 {
            assert_eq!(right[(i, j)], (4 * i + j) as f64);
            assert_eq!(wrong[(i, j)], (4 * j + i) as f64, "mended: see above");
        }
    }
}

/// The way round it.
#[test]
fn transposes_of_column_major_mutable_views_are_row_major() {
    let mut data: Vec<f64> = (0..12).map(f64::from).collect();
    let view = MatMut::from_column_major_slice_with_stride_mut(&mut data, 3, 2, 4).transpose_mut();
    for i in 0..2 {
        for j in 0..3 {
            assert_eq!(view[(i, j)], (4 * i + j) as f64);
        }
    }
}
