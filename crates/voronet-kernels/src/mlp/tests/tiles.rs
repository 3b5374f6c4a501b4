//! Tiles that are used again, and weights that do not fit them.

use super::super::{Input, Mlp, Mode, Packed, Tile};
use super::{Noise, levels};
use crate::jet::{JetLayout, orders};
use crate::{Activation, Level};

/// The only coordinate as it is.
const PLAIN: Input = Input::Scaled {
    coordinate: 0,
    factor: 1.0,
};

/// An input that was infinite at a point must not come back in the lanes beyond the last.
#[test]
fn what_was_not_finite_is_gone_with_the_point() {
    let jet = JetLayout::new(&[orders([2])], &[]);
    let weights = packed(&[1, 8, 1], Level::detect());
    let mut tile = Tile::new(&weights, &jet, &[Input::Function], 40, Mode::Differentiate);
    for (points, number) in [(40, f64::INFINITY), (3, 0.5), (37, 0.25)] {
        tile.resize(points);
        (0..3).for_each(|c| tile.input_mut(0, c).fill(number));
        tile.forward(&weights, &mut || ());
        (0..3).for_each(|c| tile.output_adjoint_mut(0, c).fill(1.0));
        let mut gradient = vec![0.0; weights.mlp().parameters()];
        tile.reverse(&weights, &mut gradient, &mut || ());
        let is_finite = gradient.iter().all(|g| g.is_finite());
        assert_eq!(is_finite, number.is_finite());
    }
}

#[test]
fn a_tile_may_be_used_for_fewer_points_and_again_for_more() {
    let jet = JetLayout::new(&[orders([2])], &[]);
    let mlp = Mlp {
        widths: vec![1, 8, 1],
        activation: Activation::Tanh,
    };
    let mut packed = Packed::<f64>::new(&mlp, Level::detect());
    packed.pack(&Noise(3).vector(mlp.parameters(), 1.0));
    let mut tile = Tile::new(&packed, &jet, &[PLAIN], 40, Mode::Evaluate);
    let mut at = |n: usize| {
        tile.resize(n);
        tile.input_mut(0, 0).fill(0.3);
        tile.forward(&packed, &mut || ());
        (0..3).map(|c| tile.output(0, c)[n - 1]).collect::<Vec<_>>()
    };
    let once = at(40);
    assert_eq!(at(3), once);
    assert_eq!(at(33), once);
}

fn packed(widths: &[usize], level: Level) -> Packed<f64> {
    let mlp = Mlp {
        widths: widths.to_vec(),
        activation: Activation::Tanh,
    };
    Packed::new(&mlp, level)
}

/// Calls something with a tile that was made for other weights, which must be refused.
fn refused(weights: &Packed<f64>, call: impl FnOnce(&mut Tile<f64>, &Packed<f64>)) {
    let own = packed(&[1, 8, 1], Level::detect());
    let mut tile = Tile::new(&own, &JetLayout::value(), &[PLAIN], 16, Mode::Differentiate);
    tile.forward(&own, &mut || ());
    let call = std::panic::AssertUnwindSafe(|| call(&mut tile, weights));
    let panic = std::panic::catch_unwind(call).expect_err("refused");
    let message = panic.downcast_ref::<&str>().copied();
    assert_eq!(
        message,
        Some("weights of another shape or level than the tile's")
    );
}

#[test]
fn a_tile_refuses_weights_of_another_shape_or_level() {
    let mut others = vec![packed(&[1, 9, 1], Level::detect())];
    let other_levels = levels().filter(|&level| level != Level::detect());
    others.extend(other_levels.map(|level| packed(&[1, 8, 1], level)));
    for weights in &others {
        refused(weights, |tile, weights| tile.forward(weights, &mut || ()));
        refused(weights, |tile, weights| {
            tile.reverse(weights, &mut [0.0; 28], &mut || ());
        });
        refused(weights, |tile, weights| {
            tile.gradient_norms(weights);
        });
    }
}
